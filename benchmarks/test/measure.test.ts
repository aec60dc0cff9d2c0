import { expect, test } from 'vitest';
import { geometricMean, quantile, timeInterleaved } from '../src/measure.ts';

test('quantiles interpolate between sorted neighbours', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
  expect(quantile([7], 0.75)).toBe(7);
});

test('the geometric mean of a ratio and its inverse is 1', () => {
  expect(geometricMean([8, 1 / 8])).toBeCloseTo(1, 12);
});

test('tasks take turns, another one first in each round, and the least rounds run without a budget', async () => {
  const order: string[] = [];
  const task = (name: string) => async () => void order.push(name);
  const samples = await timeInterleaved([task('a'), task('b')], { budget: 0, rounds: { least: 3, most: 9 } });
  expect(order.join('')).toBe('abbaab');
  expect(samples.map((times) => times.length)).toEqual([3, 3]);
});

test('no more rounds than the most run within the budget', async () => {
  const [times] = await timeInterleaved([async () => undefined], {
    budget: 1e9,
    rounds: { least: 1, most: 4 },
  });
  expect(times).toHaveLength(4);
});
