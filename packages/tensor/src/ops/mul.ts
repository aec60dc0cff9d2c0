import { elementwise } from './elementwise.ts';

export const mul = elementwise({
  name: 'mul',
  inputs: [{}, {}],
  scalar: ([a, b]) => a! * b!,
  vjp: ({ inputs: [a, b], dy }) => [() => dy.mul(b!), () => dy.mul(a!)],
});
