import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  firstEvaluations,
  integrateAdaptively,
  leastChange,
  type PathSample,
} from '../src/quadrature/adaptive.ts';
import { weightedSum } from '../src/explainers/question.ts';
import { clenshawCurtis } from '../src/quadrature/clenshawCurtis.ts';

/** F and its derivative, as one output of one token. */
interface Path {
  readonly value: (alpha: number) => number;
  readonly slope: (alpha: number) => number;
}

async function integrate(paths: readonly Path[], options: { tolerance: number; most: number }) {
  const asked: number[] = [];
  const evaluate = async (positions: readonly number[]): Promise<PathSample[]> => {
    asked.push(...positions);
    return positions.map((alpha) => ({
      values: paths.map(({ value }) => value(alpha)),
      measures: paths.map(({ slope }) => [slope(alpha)]),
    }));
  };
  const { kept, samples } = await integrateAdaptively(evaluate, options);
  return {
    integrals: weightedSum(
      samples.map(({ measures }) => measures),
      samples.map(({ weight }) => weight),
    ),
    evaluations: samples.length,
    met: kept.every(({ met }) => met),
    flat: kept.some(({ flat }) => flat),
    kept,
    asked,
  };
}

/** A step of a given sharpness: flat but for a stretch of about 1/sharpness around `at`. */
const step = (at: number, sharpness: number): Path => ({
  value: (alpha) => Math.tanh(sharpness * (alpha - at)),
  slope: (alpha) => sharpness / Math.cosh(sharpness * (alpha - at)) ** 2,
});

describe('Clenshaw–Curtis', () => {
  test.each([2, 8, 16, 64])('with %i intervals is exact for polynomials of that degree', (intervals) => {
    const { positions, weights } = clenshawCurtis(intervals);
    for (let degree = 0; degree <= intervals; degree++) {
      const sum = positions.reduce((total, x, i) => total + weights[i]! * x ** degree, 0);
      // A sum of some dozen float64 terms of at most 1.
      expect(sum).toBeCloseTo(1 / (degree + 1), 14);
    }
  });

  test('has every second point in common with the rule of twice the intervals', () => {
    const [coarse, fine] = [8, 16].map((intervals) => clenshawCurtis(intervals).positions);
    expect(fine!.filter((_, i) => i % 2 === 0)).toEqual(coarse);
  });
});

test('what a first rule integrates takes no more', async () => {
  const path = { value: (a: number) => a ** 3 - a, slope: (a: number) => 3 * a ** 2 - 1 + 0 };
  const straight = { value: (a: number) => 2 * a, slope: () => 2 };
  const { integrals, evaluations, met } = await integrate([straight], { tolerance: 1e-9, most: 100 });
  expect({ evaluations, met }).toEqual({ evaluations: firstEvaluations, met: true });
  expect(integrals[0]![0]).toBeCloseTo(2, 12);
  // Both ends are the same: errors are judged by the movement between them.
  expect((await integrate([path], { tolerance: 1e-9, most: 100 })).met).toBe(true);
});

test('errors are within the tolerance where it says so, for every output', async () => {
  const drawn = fc.record({
    at: fc.double({ min: -0.2, max: 1.2, noNaN: true }),
    sharpness: fc.double({ min: 0.5, max: 200, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(drawn, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(0.1, 0.01, 1e-4),
      async (steps, tolerance) => {
        const paths = steps.map(({ at, sharpness }) => step(at, sharpness));
        const { integrals, met, evaluations, asked } = await integrate(paths, { tolerance, most: 400 });
        expect(evaluations).toBe(new Set(asked).size);
        expect(asked).toHaveLength(evaluations);
        expect(evaluations).toBeLessThanOrEqual(400);
        expect(met).toBe(true);
        for (const [i, { value }] of paths.entries()) {
          const change = value(1) - value(0);
          const least = leastChange(Math.abs(change), value(0), value(1));
          const allowed = tolerance * Math.max(Math.abs(change), least) * 1.000001;
          expect(Math.abs(integrals[i]![0]! - change)).toBeLessThanOrEqual(allowed);
        }
      },
    ),
  );
});

test('evaluations go where the path is rough', async () => {
  const { asked } = await integrate([step(0.1, 100)], { tolerance: 1e-3, most: 400 });
  const near = asked.filter((alpha) => alpha < 0.25).length;
  expect(near / asked.length).toBeGreaterThan(0.6);
});

test('it stops at the most evaluations, and says that the tolerance was not met', async () => {
  const { met, flat, evaluations } = await integrate([step(0.3, 1000)], { tolerance: 1e-9, most: 60 });
  expect({ met, flat }).toEqual({ met: false, flat: false });
  expect(evaluations).toBeLessThanOrEqual(60);
});

test('a change that the slope does not account for is told from a rule that is too coarse', async () => {
  const slope = (alpha: number) => Math.cos(alpha);
  const faulty = { value: (alpha: number) => 1.3 * Math.sin(alpha), slope };
  expect(await integrate([faulty], { tolerance: 0.01, most: 200 })).toMatchObject({ met: false, flat: true });
});

test('a path on which nothing moves is done at once', async () => {
  const still = { value: () => 0.7, slope: () => 0 };
  expect(await integrate([still], { tolerance: 0.01, most: 100 })).toMatchObject({
    met: true,
    evaluations: firstEvaluations,
  });
});

test('each output has its own verdict', async () => {
  const straight = { value: (a: number) => 2 * a, slope: () => 2 };
  const { kept } = await integrate([straight, step(0.3, 1000)], { tolerance: 1e-9, most: 60 });
  expect(kept.map(({ met }) => met)).toEqual([true, false]);
});
