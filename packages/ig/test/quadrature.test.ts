import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OptionError } from '../src/errors.ts';
import { quadrature, quadratureRules, type QuadratureRule } from '../src/quadrature/quadrature.ts';

type Recorded = Record<QuadratureRule, Record<string, { nodes: number[]; weights: number[] }>>;
const captum: Recorded = JSON.parse(
  readFileSync(new URL('../../../fixtures/quadrature.json', import.meta.url), 'utf8'),
);

describe.each(quadratureRules)('%s', (rule) => {
  test.each(Object.keys(captum[rule]).map(Number))('equals Captum to the bit for %i steps', (steps) => {
    const { positions, weights } = quadrature(rule, steps);
    expect([...positions]).toEqual(captum[rule][steps]!.nodes);
    expect([...weights]).toEqual(captum[rule][steps]!.weights);
  });

  test('stays on the path, in order, with weights that sum to 1 or to what Captum gives the trapezoid', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 400 }), (steps) => {
        const { positions, weights } = quadrature(rule, steps);
        expect(positions.length).toBe(steps);
        expect(weights.length).toBe(steps);
        expect(positions.every((position) => position >= 0 && position <= 1)).toBe(true);
        expect(positions.slice(1).every((position, i) => position > positions[i]!)).toBe(true);
        const total = rule === 'riemann_trapezoid' ? 1 - 1 / steps : 1;
        // `steps` additions of numbers of about 1/steps, each of relative error 2⁻⁵³ of the sum so far.
        expect(Math.abs(weights.reduce((sum, w) => sum + w) - total)).toBeLessThanOrEqual(steps * 2 ** -53);
      }),
    );
  });

  test.each([0, -1, 1.5, NaN, Infinity])('refuses %d steps', (steps) => {
    expect(() => quadrature(rule, steps)).toThrow(OptionError);
  });
});

test('Gauss–Legendre integrates polynomials below degree 2n exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), (steps, draw) => {
      const degree = draw % (2 * steps);
      const { positions, weights } = quadrature('gausslegendre', steps);
      const integral = positions.reduce((sum, position, k) => sum + weights[k]! * position ** degree, 0);
      // A position's error of 2⁻⁵³ is magnified by the degree in its power; the sum of ∫ is at most 1.
      expect(Math.abs(integral - 1 / (degree + 1))).toBeLessThanOrEqual((degree + steps + 4) * 2 ** -53);
    }),
  );
});

test('Riemann rules need two steps, Gauss–Legendre one', () => {
  expect(quadrature('gausslegendre', 1)).toEqual({
    positions: Float64Array.of(0.5),
    weights: Float64Array.of(1),
  });
  for (const rule of quadratureRules.slice(1)) {
    expect(() => quadrature(rule, 1)).toThrow(
      `steps must be a whole number from 2 to 1000000 for ${rule}, not 1`,
    );
  }
});
