import { checkElements, type Check } from '../contest.ts';
import type { Operands } from './operands.ts';
import { dimensionsOf, type Product } from './shapes.ts';

const unitRoundoff = 2 ** -24;

/**
 * Holds a product against the float64 one, element by element.
 *
 * A sum of K products in float32, in any order and with or without fma, errs by at most γ·Σ|aᵢ||bᵢ| with
 * γ = K·u / (1 − K·u), u = 2⁻²⁴ (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1);
 * Σ|aᵢ||bᵢ| ≤ ‖a‖·‖b‖ by Cauchy and Schwarz.
 */
export function checkProduct(
  product: Product,
  operands: Operands,
  result: ArrayLike<number>,
  expected: ArrayLike<number>,
): Check {
  const { rows, inner, columns } = dimensionsOf(product);
  const gamma = (inner * unitRoundoff) / (1 - inner * unitRoundoff);
  const rowNorms = norms(operands.rows, rows, inner, inner, 1);
  const [columnStep, innerStep] = product.orientation === 'x·Wᵀ' ? [inner, 1] : [1, columns];
  const columnNorms = norms(operands.weight, columns, inner, columnStep, innerStep);
  const place = (i: number): readonly [number, number] => [Math.floor(i / columns), i % columns];
  return checkElements(
    result,
    expected,
    (i) => {
      const [row, column] = place(i);
      return gamma * rowNorms[row]! * columnNorms[column]!;
    },
    (i) => `[${place(i).join(', ')}]`,
  );
}

function norms(numbers: Float32Array, count: number, length: number, step: number, innerStep: number) {
  return Float64Array.from({ length: count }, (_, i) => {
    let squares = 0;
    for (let p = 0; p < length; p++) squares += numbers[i * step + p * innerStep]! ** 2;
    return Math.sqrt(squares);
  });
}
