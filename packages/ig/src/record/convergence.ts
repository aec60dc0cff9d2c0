import type { Kept } from '../explainers/question.ts';
import type { Explanation } from '../explanation.ts';
import { leastChange } from '../quadrature/adaptive.ts';
import type { Settings } from '../settings.ts';

/** Rounding of F, which the path and the ends evaluate in different graphs, as a share of the tolerance. */
const slack = 1.001;

/** How well attributions sum to the change of the output, and whether that is well enough. */
export function convergenceOf(
  { explainer, smooth, tolerance }: Settings,
  kept: Kept | null,
  attributions: Float64Array,
  value: number,
  baselineValue: number | null,
): Explanation['convergence'] {
  // The noise of SmoothGrad moves the end of the path.
  if (!explainer.complete || smooth || baselineValue === null) {
    return { delta: null, relativeDelta: null, tolerance, bound: null, met: kept && kept.met };
  }
  const change = Math.abs(value - baselineValue);
  const sum = attributions.reduce((total, attribution) => total + attribution, 0);
  const delta = sum - (value - baselineValue);
  const movement = kept?.movement ?? movementOf(attributions);
  const least = leastChange(movement, value, baselineValue);
  const bound = tolerance === null ? null : tolerance * Math.max(change, least);
  return {
    delta,
    relativeDelta: change === 0 || change < least ? null : delta / change,
    tolerance,
    bound,
    // Several lines may each keep to the tolerance, and their mean not, where their changes cancel.
    met: bound === null ? null : kept?.met !== false && Math.abs(delta) <= slack * bound,
  };
}

/** How much the tokens moved the output, up and down alike. */
function movementOf(attributions: Float64Array): number {
  return attributions.reduce((total, attribution) => total + Math.abs(attribution), 0);
}
