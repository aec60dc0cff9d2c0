import type { KernelOp } from '../graph/op.ts';
import { forEachRow, inferRowwise, largestOf, sampleRows } from './rowwise.ts';

/** x − max − log Σ exp(x − max) over the last axis. */
export const logSoftmax: KernelOp<object> = {
  kind: 'kernel',
  name: 'logSoftmax',
  infer: ([x]) => inferRowwise('logSoftmax', [x!]),
  reference: (call) =>
    forEachRow(call, (y, x) => {
      const largest = largestOf(x);
      let total = 0;
      for (let i = 0; i < x.length; i++) total += Math.exp(x[i]! - largest);
      for (let i = 0; i < x.length; i++) y[i] = x[i]! - largest - Math.log(total);
    }),
  vjp: ({ output, dy }) => [() => dy.sub(output.exp().mul(dy.sum([-1], { keepAxes: true })))],
  decompose([x]) {
    const shifted = x!.sub(x!.max([-1], { keepAxes: true }));
    return shifted.sub(shifted.exp().sum([-1], { keepAxes: true }).log());
  },
  sample: (draw) => ({ inputs: sampleRows(draw, [{ range: [-8, 8] }]), attrs: {} }),
};
