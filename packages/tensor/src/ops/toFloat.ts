import { elementwise } from './elementwise.ts';

export const toFloat = elementwise({
  name: 'toFloat',
  inputs: [{ dtype: 'i32', range: [-100, 100] }],
  scalar: ([x]) => x!,
  vjp: () => [null],
});
