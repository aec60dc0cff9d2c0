import type { Product } from './shapes.ts';

/** A matrix that stands to the right in a product, as it lies in memory. */
export interface RightFactor {
  readonly values: Float32Array;
  readonly shape: readonly [number, number];
  /** Whether it is the transpose of this that is multiplied by. */
  readonly transposed: boolean;
}

/** W as the checkpoint has it, [out, in]: transposed in x·Wᵀ. */
export function asStored({ orientation, weight: shape }: Product, values: Float32Array): RightFactor {
  return { values, shape, transposed: orientation === 'x·Wᵀ' };
}

/** W laid out so that it is multiplied by as it lies: [inner, columns]. */
export function innerFirst(product: Product, weight: Float32Array): RightFactor {
  const stored = asStored(product, weight);
  return stored.transposed ? { ...turned(stored), transposed: false } : stored;
}

/** W laid out so that its transpose is multiplied by: [columns, inner]. */
export function columnsFirst(product: Product, weight: Float32Array): RightFactor {
  const stored = asStored(product, weight);
  return stored.transposed ? stored : { ...turned(stored), transposed: true };
}

function turned({ values, shape: [rows, columns] }: RightFactor): Pick<RightFactor, 'values' | 'shape'> {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = values[row * columns + column]!;
  }
  return { values: result, shape: [columns, rows] };
}
