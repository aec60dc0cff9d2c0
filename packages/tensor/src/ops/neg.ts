import { elementwise } from './elementwise.ts';

export const neg = elementwise({
  name: 'neg',
  inputs: [{}],
  scalar: ([x]) => -x!,
  vjp: ({ dy }) => [() => dy.neg()],
});
