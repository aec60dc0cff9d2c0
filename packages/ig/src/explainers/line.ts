import type { NumericArray } from '@gradlens/tensor';
import { firstEvaluations, integrateAdaptively } from '../quadrature/adaptive.ts';
import { quadrature } from '../quadrature/quadrature.ts';
import { probe, weightedSum, type Attribution, type Question } from './question.ts';

/**
 * Integrates gradients from `start` to `end`, both activations [tokens, hiddenSize], by the rule of the question's settings: for each target and
 * token Σₕ (end − start)·∫₀¹ ∂F/∂z dα at z = start + α(end − start) (Sundararajan, Taly and Yan 2017, equation 1). A tolerance is a share of the change
 * of F, or of `atLeast` if that is more.
 */
export async function integrateLine(
  question: Question,
  start: NumericArray,
  end: NumericArray,
  atLeast = 0,
): Promise<Attribution> {
  const { method, steps, tolerance } = question.settings;
  const at = (positions: ArrayLike<number>) =>
    Array.from(positions, (position) => ({ start, end, position }));
  if (method === 'adaptive') {
    const { integrals, evaluations, kept } = await integrateAdaptively(
      (positions) => probe(question, at(positions), { atOnce: firstEvaluations }),
      { tolerance: tolerance!, most: steps, atLeast },
    );
    return { attributions: integrals, gradientEvaluations: evaluations, forwardEvaluations: 0, kept };
  }
  const { positions, weights } = quadrature(method!, steps);
  const results = await probe(question, at(positions));
  const measures = results.map((result) => result.measures);
  return {
    attributions: weightedSum(measures, weights),
    gradientEvaluations: steps,
    forwardEvaluations: 0,
    kept: null,
  };
}
