import type { KernelOp } from '../graph/op.ts';
import { forEachRow, inferRowwise, sampleRows } from './rowwise.ts';

/** y·(dy − Σ y·dy) over the last axis: the gradient of softmax, from its output y. */
export const softmaxGrad: KernelOp<object> = {
  kind: 'kernel',
  name: 'softmaxGrad',
  infer: ([y, dy]) => inferRowwise('softmaxGrad', [y!, dy!]),
  reference: (call) =>
    forEachRow(call, (dx, y, dy) => {
      let dot = 0;
      for (let i = 0; i < y.length; i++) dot += y[i]! * dy[i]!;
      for (let i = 0; i < y.length; i++) dx[i] = y[i]! * (dy[i]! - dot);
    }),
  decompose: ([y, dy]) => y!.mul(dy!.sub(y!.mul(dy!).sum([-1], { keepAxes: true }))),
  sample: (draw) => ({ inputs: sampleRows(draw, [{ range: [0, 1] }, {}]), attrs: {} }),
};
