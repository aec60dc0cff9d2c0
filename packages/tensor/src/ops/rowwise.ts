import type { Draw, ReferenceCall, SampleInput } from '../graph/op.ts';
import { formatShape, sameShape, type NumericArray, type Shape, type Spec } from '../graph/shape.ts';

/** Shape rule of the ops that work on each row (the last axis) by itself: the inputs named first share one shape. */
export function inferRowwise(name: string, rows: readonly Spec[], perColumn: readonly Spec[] = []): Spec {
  const { shape } = rows[0]!;
  const width = shape.at(-1);
  for (const spec of [...rows, ...perColumn]) {
    if (spec.dtype !== 'f32') throw new RangeError(`${name}: expected f32, got ${spec.dtype}`);
  }
  if (!width) throw new RangeError(`${name}: expected a last axis with elements, got ${formatShape(shape)}`);
  for (const { shape: other } of rows) {
    if (!sameShape(shape, other))
      throw new RangeError(`${name}: shapes differ: ${formatShape(shape)} and ${formatShape(other)}`);
  }
  for (const { shape: other } of perColumn) {
    if (!sameShape(other, [width]))
      throw new RangeError(
        `${name}: expected [${width}] beside ${formatShape(shape)}, got ${formatShape(other)}`,
      );
  }
  return { shape, dtype: 'f32' };
}

/** Calls `row` with each row of the inputs that have rows, and of the output. */
export function forEachRow(
  { inputs, shapes, output }: Pick<ReferenceCall<unknown>, 'inputs' | 'shapes' | 'output'>,
  row: (output: NumericArray, ...inputs: NumericArray[]) => void,
): void {
  const width = shapes[0]!.at(-1)!;
  const withRows = inputs.filter((_, i) => sameShape(shapes[i]!, shapes[0]!));
  for (let start = 0; start < output.length; start += width) {
    row(
      output.subarray(start, start + width),
      ...withRows.map((input) => input.subarray(start, start + width)),
    );
  }
}

export function sampleRows(draw: Draw, inputs: readonly Omit<SampleInput, 'shape'>[]): SampleInput[] {
  const shape: Shape = [...draw.shape(0, 2), draw.int(1, 140)];
  return inputs.map((input) => ({ shape, ...input }));
}

/** The largest element of a row. */
export function largestOf(row: NumericArray): number {
  let largest = -Infinity;
  for (const value of row) largest = Math.max(largest, value);
  return largest;
}
