import { elementwise } from './elementwise.ts';

export const sqrt = elementwise({
  name: 'sqrt',
  inputs: [{ range: [0.2, 4] }],
  scalar: ([x]) => Math.sqrt(x!),
  vjp: ({ output, dy }) => [() => dy.mul(0.5).div(output)],
});
