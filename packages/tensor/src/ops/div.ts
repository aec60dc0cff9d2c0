import { elementwise } from './elementwise.ts';

export const div = elementwise({
  name: 'div',
  inputs: [{}, { awayFromZero: 0.5 }],
  scalar: ([a, b]) => a! / b!,
  vjp: ({ inputs: [, b], output, dy }) => [() => dy.div(b!), () => dy.mul(output).div(b!).neg()],
});
