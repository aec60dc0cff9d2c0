/** Lengths of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** Element types: `f32` for numbers (the reference backend computes them in float64), `i32` for ids and seeds. */
export type DType = 'f32' | 'i32';

/** What is known of a value before it is computed. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Numbers as backends take and give them. */
export type NumericArray = Float32Array | Float64Array | Int32Array;

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

/** Checks that every length is a non-negative integer; throws a RangeError naming `who` otherwise. */
export function checkShape(shape: Shape, who: string): void {
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new RangeError(`${who}: a shape holds non-negative integers, not ${formatShape(shape)}`);
  }
}

/** Axis counted from the front; negative axes count from the back. Throws a RangeError when there is no such axis. */
export function normalizeAxis(axis: number, rank: number, who: string): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank) {
    throw new RangeError(`${who}: no axis ${axis} in a tensor of rank ${rank}`);
  }
  return normal;
}

/** The shape that both broadcast to (NumPy's rule: aligned at the back, length 1 stretches). */
export function broadcastShapes(a: Shape, b: Shape, who: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const lengthA = a[axis - rank + a.length] ?? 1;
    const lengthB = b[axis - rank + b.length] ?? 1;
    if (lengthA !== lengthB && lengthA !== 1 && lengthB !== 1) {
      throw new RangeError(`${who}: shapes do not broadcast: ${formatShape(a)} and ${formatShape(b)}`);
    }
    return lengthA === 1 ? lengthB : lengthA;
  });
}
