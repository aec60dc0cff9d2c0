import type { ViewOp } from '../graph/op.ts';
import { checkShape, formatShape, type Shape } from '../graph/shape.ts';

/** Repeats axes of length 1, and puts new axes in front, without copying: their stride is 0. */
export const broadcast: ViewOp<{ readonly shape: Shape }> = {
  kind: 'view',
  name: 'broadcast',
  infer([x], { shape }) {
    checkShape(shape, 'broadcast');
    const added = shape.length - x!.shape.length;
    if (added < 0 || !x!.shape.every((length, axis) => length === 1 || length === shape[axis + added])) {
      throw new RangeError(`broadcast: ${formatShape(x!.shape)} does not stretch to ${formatShape(shape)}`);
    }
    return { shape, dtype: x!.dtype };
  },
  layout(input, { shape }) {
    const added = shape.length - input.shape.length;
    const strides = shape.map((length, axis) =>
      axis >= added && input.shape[axis - added] === length ? input.strides[axis - added]! : 0,
    );
    return { shape, strides, offset: input.offset };
  },
  vjp: ({ inputs: [x], attrs: { shape }, dy }) => [
    () => {
      const added = shape.length - x!.shape.length;
      const stretched = [...shape.keys()].filter(
        (axis) => axis < added || x!.shape[axis - added] !== shape[axis],
      );
      return dy.sum(stretched).reshape(x!.shape);
    },
  ],
  sample(draw) {
    const shape = draw.shape(1, 4);
    const kept = draw.int(0, shape.length);
    return {
      inputs: [
        { shape: shape.slice(shape.length - kept).map((length) => (draw.int(0, 1) === 1 ? 1 : length)) },
      ],
      attrs: { shape },
    };
  },
};
