import { elementwise } from './elementwise.ts';

export const relu = elementwise({
  name: 'relu',
  inputs: [{ awayFromZero: 0.01 }],
  scalar: ([x]) => Math.max(x!, 0),
  vjp: ({ inputs: [x], dy }) => [() => x!.greater(0).select(dy, 0)],
});
