import { elementwise } from './elementwise.ts';

export const greater = elementwise({
  name: 'greater',
  inputs: [{}, {}],
  scalar: ([a, b]) => (a! > b! ? 1 : 0),
  // A step: its slope is 0 wherever it has one.
  vjp: () => [null, null],
});
