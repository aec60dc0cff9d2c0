import { OptionError } from '../errors.ts';
import { gaussLegendre } from './gaussLegendre.ts';

/** Captum's `method`s, by its names. */
export const quadratureRules = [
  'gausslegendre',
  'riemann_left',
  'riemann_right',
  'riemann_middle',
  'riemann_trapezoid',
] as const;
export type QuadratureRule = (typeof quadratureRules)[number];

/** ∫₀¹ f(α) dα ≈ Σ weights[k]·f(positions[k]), positions ascending. Both [steps]. */
export interface Quadrature {
  readonly positions: Float64Array;
  readonly weights: Float64Array;
}

/** Fewest and most steps. Gauss–Legendre nodes take time that grows with the square of their number: a second at the limit. */
const stepLimits = { gausslegendre: [1, 5000], riemann: [2, 1_000_000] } as const;

/** The first and the last position of the Riemann rules; those between are equally spaced. */
const riemannEnds: Record<Exclude<QuadratureRule, 'gausslegendre'>, (steps: number) => [number, number]> = {
  riemann_left: (steps) => [0, 1 - 1 / steps],
  riemann_right: (steps) => [1 / steps, 1],
  riemann_middle: (steps) => [1 / (2 * steps), 1 - 1 / (2 * steps)],
  riemann_trapezoid: () => [0, 1],
};

/**
 * The rule's positions and weights, to the bit those of Captum 0.9 (`captum/attr/_utils/approximation_methods.py`, on torch 2.15 and numpy
 * 2.4): measured over every n up to 300 and larger ones up to 2000 for `gausslegendre`, every n below 700 and larger ones up to 300,001 for
 * the Riemann rules. `riemann_trapezoid` keeps Captum's weights, which sum to 1 − 1/steps although its positions are 1/(steps − 1) apart.
 *
 * Throws an OptionError unless `steps` is a whole number from 1 to 5,000, or from 2 to 1,000,000 for the Riemann rules.
 */
export function quadrature(rule: QuadratureRule, steps: number): Quadrature {
  const [fewest, most] = stepLimits[rule === 'gausslegendre' ? 'gausslegendre' : 'riemann'];
  if (!Number.isSafeInteger(steps) || steps < fewest || steps > most) {
    throw new OptionError(
      'steps',
      `steps must be a whole number from ${fewest} to ${most} for ${rule}, not ${steps}`,
    );
  }
  if (rule === 'gausslegendre') {
    const { nodes, weights } = gaussLegendre(steps);
    return { positions: nodes.map((x) => 0.5 * (1 + x)), weights: weights.map((w) => 0.5 * w) };
  }
  const weights = new Float64Array(steps).fill(1 / steps);
  if (rule === 'riemann_trapezoid') {
    weights[0]! /= 2;
    weights[steps - 1]! /= 2;
  }
  return { positions: linspace(...riemannEnds[rule](steps), steps), weights };
}

/** torch's `linspace` in float32: counted from the nearer end, each value rounded once. */
function linspace(from: number, to: number, count: number): Float64Array {
  const first = Math.fround(from);
  const last = Math.fround(to);
  const step = Math.fround(Math.fround(last - first) / Math.fround(count - 1));
  const half = Math.floor(count / 2);
  return Float64Array.from({ length: count }, (_, i) =>
    Math.fround(i < half ? first + step * i : last - step * (count - 1 - i)),
  );
}
