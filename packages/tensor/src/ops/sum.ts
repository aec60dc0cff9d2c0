import { inferReduction, keptShape, reduceReference, sampleReduction, type Reduction } from './reduction.ts';

export const sum: Reduction = {
  kind: 'kernel',
  name: 'sum',
  infer: ([x], attrs) => inferReduction('sum', x!, attrs),
  reference: (call) => reduceReference(call, 0, (a, b) => a + b),
  vjp: ({ inputs: [x], attrs: { axes }, dy }) => [
    () => dy.reshape(keptShape(x!.shape, axes)).broadcast(x!.shape),
  ],
  sample: sampleReduction,
};
