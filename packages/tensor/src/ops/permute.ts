import type { ViewOp } from '../graph/op.ts';
import { formatShape } from '../graph/shape.ts';

export const permute: ViewOp<{ readonly axes: readonly number[] }> = {
  kind: 'view',
  name: 'permute',
  infer([x], { axes }) {
    const sorted = axes.toSorted((a, b) => a - b);
    if (axes.length !== x!.shape.length || sorted.some((axis, i) => axis !== i)) {
      throw new RangeError(
        `permute: ${formatShape(axes)} is no order of the axes of ${formatShape(x!.shape)}`,
      );
    }
    return { shape: axes.map((axis) => x!.shape[axis]!), dtype: x!.dtype };
  },
  layout: ({ shape, strides, offset }, { axes }) => ({
    shape: axes.map((axis) => shape[axis]!),
    strides: axes.map((axis) => strides[axis]!),
    offset,
  }),
  vjp: ({ attrs: { axes }, dy }) => [() => dy.permute(axes.map((_, axis) => axes.indexOf(axis)))],
  sample(draw) {
    const shape = draw.shape(1, 4);
    const start = draw.int(0, shape.length - 1);
    const axes = shape.map((_, axis) => (axis + start) % shape.length);
    return { inputs: [{ shape }], attrs: { axes: draw.int(0, 1) === 1 ? axes.toReversed() : axes } };
  },
};
