import { expect, test } from 'vitest';
import { constant, input, plan, variable } from '../src/index.ts';

const x = input('x', [2]);

test('a computation takes inputs alone, each once', () => {
  const fixed = constant(Float32Array.of(1, 2), [2]);
  expect(() => plan({ inputs: { fixed }, outputs: { y: fixed.add(1) } })).toThrow(
    'inputs[0] is a constant: expected a tensor made by input()',
  );
  expect(() => plan({ inputs: { x, again: x }, outputs: { y: x.add(1) } })).toThrow(
    'the input "x" is given twice',
  );
});

test('an update fits its variable', () => {
  const weights = variable('w', [2], () => new Float32Array(2));
  const counts = variable('n', [2], () => new Int32Array(2), { dtype: 'i32' });
  const updated = (target: typeof weights, value: typeof x) => () =>
    plan({ inputs: { x }, outputs: { x }, updates: [{ variable: target, value }] });
  expect(updated(weights, x.slice(0, 0, 1))).toThrow(
    'the variable "w" is f32[2]: it cannot take a value that is f32[1]',
  );
  expect(updated(counts, x)).toThrow('the variable "n" is i32[2]: it cannot take a value that is f32[2]');
});
