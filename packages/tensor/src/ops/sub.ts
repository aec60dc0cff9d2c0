import { elementwise } from './elementwise.ts';

export const sub = elementwise({
  name: 'sub',
  inputs: [{}, {}],
  scalar: ([a, b]) => a! - b!,
  vjp: ({ dy }) => [() => dy, () => dy.neg()],
});
