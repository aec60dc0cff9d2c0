import type { KernelOp } from '../graph/op.ts';
import { forEachRow, inferRowwise, largestOf, sampleRows } from './rowwise.ts';

/** exp(x − max) / Σ exp(x − max) over the last axis. */
export const softmax: KernelOp<object> = {
  kind: 'kernel',
  name: 'softmax',
  infer: ([x]) => inferRowwise('softmax', [x!]),
  reference: (call) =>
    forEachRow(call, (y, x) => {
      const largest = largestOf(x);
      let total = 0;
      for (let i = 0; i < x.length; i++) total += y[i] = Math.exp(x[i]! - largest);
      for (let i = 0; i < x.length; i++) y[i]! /= total;
    }),
  vjp: ({ output, dy }) => [() => output.softmaxGrad(dy)],
  decompose([x]) {
    const exponentials = x!.sub(x!.max([-1], { keepAxes: true })).exp();
    return exponentials.div(exponentials.sum([-1], { keepAxes: true }));
  },
  sample: (draw) => ({ inputs: sampleRows(draw, [{ range: [-8, 8] }]), attrs: {} }),
};
