import { coalesce, type Layout } from '../../../../graph/layout.ts';
import { sizeOf } from '../../../../graph/shape.ts';
import type { MatmulStep, Operand } from '../../../../plan/plan.ts';

/** Numbers that one load gives. */
export const VECTOR = 4 as const;

/** Along which of its axes an operand can be read by vectors: K (`inner`), the rows or columns of the result (`outer`), or none. */
export type Vectors = 'inner' | 'outer' | 'none';

/** One factor of a product, seen as [batch, outer, K]: outer is a row of the result for the left factor, a column for the right one. */
export interface Factor {
  readonly operand: Operand;
  readonly vectors: Vectors;
  readonly outerLength: number;
  readonly outerStride: number;
  readonly innerStride: number;
  readonly batches: Layout;
}

/** What a matmul step multiplies: [batch, rows, inner]·[batch, inner, columns]. */
export interface Product {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly left: Factor;
  readonly right: Factor;
}

/** The output of the step may be a reshape of the product: the operands alone tell its sizes. */
export function productOf({ operands: [a, b] }: Pick<MatmulStep, 'operands'>): Product {
  const left = factorOf(a, -2, -1);
  const right = factorOf(b, -1, -2);
  return {
    batch: sizeOf(left.batches.shape),
    rows: left.outerLength,
    columns: right.outerLength,
    inner: a.layout.shape.at(-1)!,
    left,
    right,
  };
}

function factorOf(operand: Operand, outerAxis: number, innerAxis: number): Factor {
  const { shape, strides, offset } = operand.layout;
  const batches = { shape: shape.slice(0, -2), strides: strides.slice(0, -2), offset };
  const factor = {
    operand,
    outerLength: shape.at(outerAxis)!,
    outerStride: strides.at(outerAxis)!,
    innerStride: strides.at(innerAxis)!,
    batches,
  };
  return { ...factor, vectors: vectorsOf(factor, shape.at(innerAxis)!) };
}

function vectorsOf(
  { batches, outerLength, outerStride, innerStride }: Omit<Factor, 'vectors'>,
  innerLength: number,
): Vectors {
  const whole = (...numbers: readonly number[]): boolean => numbers.every((number) => number % VECTOR === 0);
  if (!whole(batches.offset, ...coalesce(batches).strides)) return 'none';
  if (innerStride === 1 && whole(outerStride, innerLength)) return 'inner';
  return outerStride === 1 && whole(innerStride, outerLength) ? 'outer' : 'none';
}
