import { elementwise } from './elementwise.ts';

export const add = elementwise({
  name: 'add',
  inputs: [{}, {}],
  scalar: ([a, b]) => a! + b!,
  vjp: ({ dy }) => [() => dy, () => dy],
});
