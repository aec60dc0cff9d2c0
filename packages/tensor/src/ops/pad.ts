import type { KernelOp } from '../graph/op.ts';
import { formatShape, sizeOf } from '../graph/shape.ts';

export interface PadAttrs {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

export const pad: KernelOp<PadAttrs> = {
  kind: 'kernel',
  name: 'pad',
  infer([x], { axis, before, after }) {
    const length = x!.shape[axis];
    if (length === undefined || before < 0 || after < 0) {
      throw new RangeError(
        `pad: cannot put ${before} and ${after} zeros around axis ${axis} of ${formatShape(x!.shape)}`,
      );
    }
    return { shape: x!.shape.with(axis, before + length + after), dtype: x!.dtype };
  },
  reference({ inputs: [x], shapes: [shape], attrs: { axis, before, after }, output }) {
    const block = sizeOf(shape!.slice(axis));
    const inner = sizeOf(shape!.slice(axis + 1));
    output.fill(0);
    for (
      let read = 0, write = before * inner;
      read < x!.length;
      read += block, write += block + (before + after) * inner
    ) {
      output.set(x!.subarray(read, read + block), write);
    }
  },
  vjp: ({ inputs: [x], attrs: { axis, before }, dy }) => [() => dy.slice(axis, before, x!.shape[axis]!)],
  sample(draw) {
    const shape = draw.shape(1, 4);
    return {
      inputs: [{ shape }],
      attrs: { axis: draw.int(0, shape.length - 1), before: draw.int(0, 2), after: draw.int(0, 2) },
    };
  },
};
