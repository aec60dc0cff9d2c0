import { expect } from 'vitest';

/** Fails unless every |actual − expected| is at most its bound; a NaN on any side fails. */
export function expectWithin(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: number | ArrayLike<number>,
): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const allowed = typeof bound === 'number' ? bound : bound[i]!;
    const error = Math.abs(actual[i]! - expected[i]!);
    if (!(error <= allowed)) {
      expect.fail(`element ${i} is ${actual[i]}, expected ${expected[i]} ± ${allowed}: off by ${error}`);
    }
  }
}
