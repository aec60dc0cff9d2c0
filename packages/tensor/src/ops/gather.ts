import type { KernelOp } from '../graph/op.ts';
import { formatShape } from '../graph/shape.ts';

/** Rows of a table [rows, width] at ids [...]: [..., width]. */
export const gather: KernelOp<object> = {
  kind: 'kernel',
  name: 'gather',
  infer([table, ids]) {
    if (table!.dtype !== 'f32' || ids!.dtype !== 'i32') {
      throw new RangeError(
        `gather: expected an f32 table and i32 ids, got ${table!.dtype} and ${ids!.dtype}`,
      );
    }
    if (table!.shape.length !== 2)
      throw new RangeError(`gather: expected a table [rows, width], got ${formatShape(table!.shape)}`);
    return { shape: [...ids!.shape, table!.shape[1]!], dtype: 'f32' };
  },
  reference({ inputs: [table, ids], shapes: [shape], output }) {
    const [rows, width] = [shape![0]!, shape![1]!];
    for (const [i, id] of ids!.entries()) {
      if (id < 0 || id >= rows) throw new RangeError(`gather: id ${id} lies outside a table of ${rows} rows`);
      output.set(table!.subarray(id * width, (id + 1) * width), i * width);
    }
  },
  vjp: ({ inputs: [table, ids], dy }) => [() => dy.scatterAdd(ids!, table!.shape[0]!), null],
  sample(draw) {
    const rows = draw.int(1, 9);
    return {
      inputs: [
        { shape: [rows, draw.int(1, 70)] },
        { shape: draw.shape(0, 2), dtype: 'i32', range: [0, rows - 1] },
      ],
      attrs: {},
    };
  },
};
