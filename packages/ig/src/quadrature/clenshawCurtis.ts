import type { Quadrature } from './quadrature.ts';

/**
 * The Clenshaw–Curtis rule of `intervals` + 1 points on [0, 1], both ends among them; `intervals` is even. Positions are (1 − cos(kπ/n))/2, so
 * that every second point of a rule is one of the rule with half as many intervals. Weights: Waldvogel 2006, "Fast construction of the Fejér and
 * Clenshaw–Curtis quadrature rules", equation 2.4, halved for an interval of length 1.
 */
export function clenshawCurtis(intervals: number): Quadrature {
  const half = intervals / 2;
  const positions = new Float64Array(intervals + 1);
  const weights = new Float64Array(intervals + 1);
  for (let k = 0; k <= intervals; k++) {
    positions[k] = (1 - Math.cos((k * Math.PI) / intervals)) / 2;
    let sum = 0;
    for (let j = 1; j <= half; j++) {
      sum += ((j === half ? 1 : 2) / (4 * j * j - 1)) * Math.cos((2 * j * k * Math.PI) / intervals);
    }
    weights[k] = ((k === 0 || k === intervals ? 0.5 : 1) / intervals) * (1 - sum);
  }
  return { positions, weights };
}
