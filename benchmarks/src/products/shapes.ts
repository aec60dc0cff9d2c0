/** x·Wᵀ is the forward pass of a linear layer, dy·W the gradient of its input; W is stored [out, in], as checkpoints have it. */
export type Orientation = 'x·Wᵀ' | 'dy·W';

/** One matrix product of a linear layer over `tokens` rows. */
export interface Product {
  readonly orientation: Orientation;
  readonly tokens: number;
  /** Shape of W: features out, features in. */
  readonly weight: readonly [number, number];
}

const orientations: readonly Orientation[] = ['x·Wᵀ', 'dy·W'];

/** The linear layers of BERT-base: attention's output, Q, K and V as one, and the two of the feed-forward network. */
const bertBase: readonly Product['weight'][] = [
  [768, 768],
  [2304, 768],
  [3072, 768],
  [768, 3072],
];

export function bertProducts(
  tokens: readonly number[],
  weights: readonly Product['weight'][] = bertBase,
): Product[] {
  return orientations.flatMap((orientation) =>
    tokens.flatMap((count) => weights.map((weight): Product => ({ orientation, tokens: count, weight }))),
  );
}

export const allProducts = bertProducts([16, 128, 800]);
export const gpuProducts = bertProducts([16, 128, 800, 2048]);
export const quickProducts = bertProducts([16, 128], [bertBase[0]!, bertBase[3]!]);

/** The result is [rows, columns], its elements are sums of `inner` terms. */
export function dimensionsOf({ orientation, tokens, weight: [featuresOut, featuresIn] }: Product) {
  return orientation === 'x·Wᵀ'
    ? { rows: tokens, inner: featuresIn, columns: featuresOut }
    : { rows: tokens, inner: featuresOut, columns: featuresIn };
}

/** Multiplications and additions. */
export function flopsOf(product: Product): number {
  const { rows, inner, columns } = dimensionsOf(product);
  return 2 * rows * inner * columns;
}

/** `16 × 768→3072`: tokens and the features that the product takes and gives. */
export function describeProduct(product: Product): string {
  const { rows, inner, columns } = dimensionsOf(product);
  return `${product.orientation}, ${rows} × ${inner}→${columns}`;
}
