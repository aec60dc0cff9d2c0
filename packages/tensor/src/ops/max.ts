import { inferReduction, keptShape, reduceReference, sampleReduction, type Reduction } from './reduction.ts';

export const max: Reduction = {
  kind: 'kernel',
  name: 'max',
  infer: ([x], attrs) => inferReduction('max', x!, attrs),
  reference: (call) => reduceReference(call, -Infinity, Math.max),
  // Elements that tie for the largest share the gradient evenly.
  vjp: ({ inputs: [x], output, attrs: { axes }, dy }) => [
    () => {
      const kept = keptShape(x!.shape, axes);
      const largest = x!.equal(output.reshape(kept));
      return largest.mul(dy.reshape(kept)).div(largest.sum(axes, { keepAxes: true }));
    },
  ],
  sample: sampleReduction,
};
