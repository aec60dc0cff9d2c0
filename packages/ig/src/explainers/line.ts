import type { NumericArray } from '@gradlens/tensor';
import { firstEvaluations, integrateAdaptively, type WeightedSample } from '../quadrature/adaptive.ts';
import { quadrature } from '../quadrature/quadrature.ts';
import { probe, weightedSum, type Attribution, type Kept, type Question } from './question.ts';

/** Gradients along a line, as the rule of the question's settings takes them. */
export interface SampledLine {
  /** In the order of the line. */
  readonly samples: readonly WeightedSample[];
  /** Null where the rule is a fixed one. */
  readonly kept: readonly Kept[] | null;
}

/**
 * Takes gradients from `start` to `end`, both activations [tokens, width]. A tolerance is a share of the change of F, or of `atLeast` if that is
 * more.
 */
export async function sampleLine(
  question: Question,
  start: NumericArray,
  end: NumericArray,
  atLeast = 0,
): Promise<SampledLine> {
  const { method, steps, tolerance } = question.settings;
  const at = (positions: ArrayLike<number>) =>
    Array.from(positions, (position) => ({ start, end, position }));
  if (method === 'adaptive') {
    return integrateAdaptively((positions) => probe(question, at(positions), { atOnce: firstEvaluations }), {
      tolerance: tolerance!,
      most: steps,
      atLeast,
    });
  }
  const { positions, weights } = quadrature(method!, steps);
  const results = await probe(question, at(positions));
  const samples = results.map((result, i) => ({
    ...result,
    position: positions[i]!,
    weight: weights[i]!,
  }));
  return { samples, kept: null };
}

/**
 * Integrates gradients from `start` to `end`, as `sampleLine` takes them: for each target and token Σₕ (end − start)·∫₀¹ ∂F/∂z dα at
 * z = start + α(end − start) (Sundararajan, Taly and Yan 2017, equation 1).
 */
export async function integrateLine(
  question: Question,
  start: NumericArray,
  end: NumericArray,
  atLeast = 0,
): Promise<Attribution> {
  const { samples, kept } = await sampleLine(question, start, end, atLeast);
  return {
    attributions: weightedSum(
      samples.map(({ measures }) => measures),
      samples.map(({ weight }) => weight),
    ),
    gradientEvaluations: samples.length,
    forwardEvaluations: 0,
    kept,
  };
}
