import { elementwise } from './elementwise.ts';

export const tanh = elementwise({
  name: 'tanh',
  inputs: [{ range: [-4, 4] }],
  scalar: ([x]) => Math.tanh(x!),
  vjp: ({ output, dy }) => [() => dy.mul(output.mul(output).neg().add(1))],
});
