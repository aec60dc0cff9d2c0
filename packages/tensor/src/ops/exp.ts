import { elementwise } from './elementwise.ts';

export const exp = elementwise({
  name: 'exp',
  inputs: [{}],
  scalar: ([x]) => Math.exp(x!),
  vjp: ({ output, dy }) => [() => dy.mul(output)],
});
