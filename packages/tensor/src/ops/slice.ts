import type { ViewOp } from '../graph/op.ts';
import { formatShape } from '../graph/shape.ts';

export interface SliceAttrs {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
}

export const slice: ViewOp<SliceAttrs> = {
  kind: 'view',
  name: 'slice',
  infer([x], { axis, start, length }) {
    const available = x!.shape[axis];
    if (available === undefined || start < 0 || length < 0 || start + length > available) {
      throw new RangeError(
        `slice: elements ${start} to ${start + length - 1} of axis ${axis} lie outside ${formatShape(x!.shape)}`,
      );
    }
    return { shape: x!.shape.with(axis, length), dtype: x!.dtype };
  },
  layout: ({ shape, strides, offset }, { axis, start, length }) => ({
    shape: shape.with(axis, length),
    strides,
    offset: offset + start * strides[axis]!,
  }),
  vjp: ({ inputs: [x], attrs: { axis, start, length }, dy }) => [
    () => dy.pad(axis, start, x!.shape[axis]! - start - length),
  ],
  sample(draw) {
    const shape = draw.shape(1, 4);
    const axis = draw.int(0, shape.length - 1);
    const start = draw.int(0, shape[axis]! - 1);
    return { inputs: [{ shape }], attrs: { axis, start, length: draw.int(1, shape[axis]! - start) } };
  },
};
