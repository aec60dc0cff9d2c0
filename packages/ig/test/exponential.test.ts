import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponential } from '../src/exponential.ts';

test('is e^x to a few units in the last place', () => {
  fc.assert(
    fc.property(fc.double({ min: -745, max: 709, noNaN: true }), (x) => {
      const expected = Math.exp(x);
      // Four roundings of about 1.1e-16 each, and the last one of a number below the normal ones.
      expect(Math.abs(exponential(x) - expected)).toBeLessThanOrEqual(5e-16 * expected + 5e-324);
    }),
    { numRuns: 2000 },
  );
});

test('knows the ends', () => {
  expect(exponential(0)).toBe(1);
  expect(exponential(1)).toBeCloseTo(Math.E, 15);
  expect(exponential(-Infinity)).toBe(0);
  expect(exponential(Infinity)).toBe(Infinity);
  expect(exponential(720)).toBe(Infinity);
  expect(exponential(NaN)).toBeNaN();
});
