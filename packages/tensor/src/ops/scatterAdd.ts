import type { KernelOp } from '../graph/op.ts';
import { formatShape, sameShape } from '../graph/shape.ts';

export interface ScatterAddAttrs {
  readonly rows: number;
}

/** Rows dy[...] added up into a table [rows, width] at ids [...], in the order of the ids. */
export const scatterAdd: KernelOp<ScatterAddAttrs> = {
  kind: 'kernel',
  name: 'scatterAdd',
  infer([dy, ids], { rows }) {
    if (dy!.dtype !== 'f32' || ids!.dtype !== 'i32') {
      throw new RangeError(`scatterAdd: expected f32 rows and i32 ids, got ${dy!.dtype} and ${ids!.dtype}`);
    }
    if (!sameShape(dy!.shape.slice(0, -1), ids!.shape) || dy!.shape.length === 0) {
      throw new RangeError(
        `scatterAdd: ids ${formatShape(ids!.shape)} do not number the rows of ${formatShape(dy!.shape)}`,
      );
    }
    return { shape: [rows, dy!.shape.at(-1)!], dtype: 'f32' };
  },
  reference({ inputs: [dy, ids], shapes: [shape], attrs: { rows }, output }) {
    const width = shape!.at(-1)!;
    output.fill(0);
    for (const [i, id] of ids!.entries()) {
      if (id < 0 || id >= rows)
        throw new RangeError(`scatterAdd: id ${id} lies outside a table of ${rows} rows`);
      for (let column = 0; column < width; column++) output[id * width + column]! += dy![i * width + column]!;
    }
  },
  vjp: ({ inputs: [, ids], dy }) => [() => dy.gather(ids!), null],
  sample(draw) {
    const rows = draw.int(1, 9);
    const ids = draw.shape(0, 2);
    return {
      inputs: [{ shape: [...ids, draw.int(1, 70)] }, { shape: ids, dtype: 'i32', range: [0, rows - 1] }],
      attrs: { rows },
    };
  },
};
