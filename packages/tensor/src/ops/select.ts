import { elementwise } from './elementwise.ts';

/** The second input where the first is not 0, else the third. */
export const select = elementwise({
  name: 'select',
  inputs: [{ awayFromZero: 0.01 }, {}, {}],
  scalar: ([condition, whenTrue, whenFalse]) => (condition! !== 0 ? whenTrue! : whenFalse!),
  vjp: ({ inputs: [condition], dy }) => [
    null,
    () => condition!.select(dy, 0),
    () => condition!.select(0, dy),
  ],
});
