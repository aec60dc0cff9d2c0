import { Random } from '@gradlens/tensor';
import { dimensionsOf, type Product } from './shapes.ts';

/** The numbers of a product, row-major: x or dy, and W as it is stored, [out, in]. */
export interface Operands {
  readonly rows: Float32Array;
  readonly weight: Float32Array;
}

/** Numbers in [−1, 1), the same every time. */
export function drawOperands(product: Product): Operands {
  const { rows, inner } = dimensionsOf(product);
  const [featuresOut, featuresIn] = product.weight;
  const random = new Random(1);
  const draw = (length: number): Float32Array =>
    Float32Array.from({ length }, () => 2 * random.uniform() - 1);
  return { rows: draw(rows * inner), weight: draw(featuresOut * featuresIn) };
}
