import type { ViewOp } from '../graph/op.ts';
import { reshapeLayout } from '../graph/layout.ts';
import { checkShape, formatShape, sizeOf, type Shape } from '../graph/shape.ts';

export const reshape: ViewOp<{ readonly shape: Shape }> = {
  kind: 'view',
  name: 'reshape',
  infer([x], { shape }) {
    checkShape(shape, 'reshape');
    if (sizeOf(shape) !== sizeOf(x!.shape)) {
      throw new RangeError(`reshape: ${formatShape(x!.shape)} does not fill ${formatShape(shape)}`);
    }
    return { shape, dtype: x!.dtype };
  },
  layout: (input, { shape }) => reshapeLayout(input, shape),
  vjp: ({ inputs: [x], dy }) => [() => dy.reshape(x!.shape)],
  sample(draw) {
    const shape = draw.shape(1, 4);
    return { inputs: [{ shape }], attrs: { shape: [...shape.slice(1), shape[0]!] } };
  },
};
