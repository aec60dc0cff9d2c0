import { encodeFloat16, float16Numbers, Random } from '@gradlens/tensor';
import { dimensionsOf, type Product } from './shapes.ts';

/** The numbers of a product, row-major: x or dy, and W as it is stored, [out, in]. */
export interface Operands {
  readonly rows: Float32Array;
  readonly weight: Float32Array;
}

const float16 = float16Numbers();

/** Numbers in [−1, 1], the same every time; those of W are numbers of float16, so that who keeps them as such multiplies by the same. */
export function drawOperands(product: Product): Operands {
  const { rows, inner } = dimensionsOf(product);
  const [featuresOut, featuresIn] = product.weight;
  const random = new Random(1);
  const draw = (length: number): Float32Array =>
    Float32Array.from({ length }, () => 2 * random.uniform() - 1);
  const drawn = draw(rows * inner);
  const weight = Float32Array.from(encodeFloat16(draw(featuresOut * featuresIn)), (half) => float16[half]!);
  return { rows: drawn, weight };
}
