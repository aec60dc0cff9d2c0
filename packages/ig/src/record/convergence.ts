import type { Attribution } from '../explainers/question.ts';
import type { Explanation } from '../explanation.ts';
import { leastChange } from '../quadrature/adaptive.ts';
import type { Settings } from '../settings.ts';

/** How well attributions sum to the change of the output, and whether that is well enough. */
export function convergenceOf(
  { explainer, smooth, tolerance }: Settings,
  answer: Attribution,
  attributions: Float64Array,
  value: number,
  baselineValue: number | null,
): Explanation['convergence'] {
  // The noise of SmoothGrad moves the end of the path.
  if (!explainer.complete || smooth || baselineValue === null) {
    return { delta: null, relativeDelta: null, tolerance, met: tolerance === null ? null : answer.met };
  }
  const change = Math.abs(value - baselineValue);
  const sum = attributions.reduce((total, attribution) => total + attribution, 0);
  const delta = sum - (value - baselineValue);
  const least = leastChange(movementOf(attributions), value, baselineValue);
  const met = answer.met ?? Math.abs(delta) <= tolerance! * Math.max(change, least);
  return {
    delta,
    relativeDelta: hardlyChanges(value, baselineValue, attributions) ? null : delta / change,
    tolerance,
    met: tolerance === null ? null : met,
  };
}

/** Whether the output is so nearly the same at both ends that a share of its change says nothing. */
export function hardlyChanges(value: number, baselineValue: number, attributions: Float64Array): boolean {
  const change = Math.abs(value - baselineValue);
  return change === 0 || change < leastChange(movementOf(attributions), value, baselineValue);
}

/** How much the tokens moved the output, up and down alike. */
function movementOf(attributions: Float64Array): number {
  return attributions.reduce((total, attribution) => total + Math.abs(attribution), 0);
}
