import { elementwise } from './elementwise.ts';

export const log = elementwise({
  name: 'log',
  inputs: [{ range: [0.2, 4] }],
  scalar: ([x]) => Math.log(x!),
  vjp: ({ inputs: [x], dy }) => [() => dy.div(x!)],
});
