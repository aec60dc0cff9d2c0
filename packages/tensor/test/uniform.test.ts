import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../src/backends/reference/index.ts';
import type { NumericArray } from '../src/graph/shape.ts';
import { constant, type Tensor } from '../src/tensor.ts';

const COUNT = 20_000;
// The statistics below are near normal for so many numbers. Seeds are fixed, so that a result is the same every time;
// five standard deviations (6e-7) leave room for trying a hundred of them.
const SIGMAS = 5;

const seeded = (seed: number, shape: readonly number[] = [COUNT]): Tensor =>
  constant(Int32Array.of(seed), [], 'i32').broadcast(shape);
const draw = (seed: number, salt: number): Promise<NumericArray> =>
  seeded(seed).uniform(salt).data(referenceBackend());
const mean = (values: Iterable<number>): number => {
  let [total, count] = [0, 0];
  for (const value of values) {
    total += value;
    count++;
  }
  return total / count;
};

/** Correlation of two samples of a uniform distribution on [0, 1), whose variance is 1/12. */
const correlation = (a: NumericArray, b: NumericArray): number =>
  12 * mean(Array.from(a, (value, i) => (value - 0.5) * (b[i]! - 0.5)));

describe.each([
  [0, 0],
  [1, 0],
  [0, 1],
  [-7, 3],
  [2 ** 31 - 1, 2 ** 32 - 1],
])('seed %i, salt %i', (seed, salt) => {
  test('lies in [0, 1) with the mean and the variance of the uniform distribution', async () => {
    const values = await draw(seed, salt);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    // σ of a mean: √(1/12/n). Of the mean of (x − ½)², whose variance is 1/80 − 1/144 = 1/180: √(1/180/n).
    expect(Math.abs(mean(values) - 1 / 2)).toBeLessThan(SIGMAS * Math.sqrt(1 / 12 / COUNT));
    const variance = mean(Array.from(values, (value) => (value - 0.5) ** 2));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(SIGMAS * Math.sqrt(1 / 180 / COUNT));
  });

  test('fills sixteen bins evenly', async () => {
    const bins: number[] = Array(16).fill(0);
    for (const value of await draw(seed, salt)) bins[Math.floor(value * 16)]!++;
    const each = COUNT / 16;
    const chiSquare = bins.reduce((total, count) => total + (count - each) ** 2 / each, 0);
    // χ² of 15 degrees of freedom exceeds 60 with probability 2e-7.
    expect(chiSquare).toBeLessThan(60);
  });

  test('has neighbours that know nothing of each other', async () => {
    const values = await draw(seed, salt);
    for (const lag of [1, 2, 64, 768]) {
      const n = COUNT - lag;
      expect(Math.abs(correlation(values.subarray(0, n), values.subarray(lag)))).toBeLessThan(
        SIGMAS / Math.sqrt(n),
      );
    }
  });
});

test.each<[string, readonly [number, number], readonly [number, number]]>([
  ['seeds', [1, 0], [2, 0]],
  ['salts', [1, 0], [1, 1]],
  ['a seed and a salt that change places', [3, 4], [4, 3]],
  ['a seed and its negative', [5, 0], [-5, 0]],
])('other numbers come of other %s', async (_, a, b) => {
  const [first, second] = [await draw(...a), await draw(...b)];
  expect(Math.abs(correlation(first, second))).toBeLessThan(SIGMAS / Math.sqrt(COUNT));
  // Equal by chance: once in 2²⁴.
  expect(first.filter((value, i) => value === second[i]).length).toBeLessThan(4);
});

test('the same seed and salt give the same numbers, in any shape', async () => {
  const flat = await draw(9, 2);
  expect(await seeded(9, [100, 2, 100]).uniform(2).data(referenceBackend())).toEqual(flat);
});

test('a mask of dropout keeps its share, and the mean of what it scales', async () => {
  const rate = 0.3;
  const x = seeded(3).toFloat().mul(0).add(2);
  const kept = seeded(11)
    .uniform(5)
    .greater(rate)
    .mul(1 / (1 - rate));
  const dropped = await x.mul(kept).data(referenceBackend());
  const share = dropped.filter((value) => value !== 0).length / COUNT;
  // σ of a share p of n: √(p(1 − p)/n).
  expect(Math.abs(share - (1 - rate))).toBeLessThan(SIGMAS * Math.sqrt((rate * (1 - rate)) / COUNT));
  expect(mean(dropped)).toBeCloseTo((2 * share) / (1 - rate), 10);
});
