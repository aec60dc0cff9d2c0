import type { NumericArray } from '@gradlens/tensor';
import { quadrature, type QuadratureRule } from '../quadrature/quadrature.ts';
import type { Explainer } from './explainer.ts';
import { overBaselines, probe, weightedSum } from './question.ts';
import { statesAlongPath } from './statesAlongPath.ts';

/**
 * Internal influence (Leino et al. 2018): the mean gradient with respect to a layer y of the encoder while the embeddings x move from the baseline to the
 * text, Σₖ wₖ·Σₕ ∂F/∂y(xₖ).
 */
export const internalInfluence: Explainer = {
  counts: 'fixed rule',
  baseline: 'activations',
  differentiates: true,
  complete: false,
  layer: 'encoder',
  attribute: (question) =>
    overBaselines(question, async (baseline) => {
      const { settings, through } = question;
      const { positions, weights } = quadrature(settings.method as QuadratureRule, settings.steps);
      const states = await statesAlongPath(question, baseline, positions);
      // Along a direction of ones a gradient is its sum.
      const probes = states.map((start) => ({ start, end: plusOne(start), position: 0 }));
      const results = await probe({ ...question, layer: through! }, probes);
      return {
        attributions: weightedSum(
          results.map(({ measures }) => measures),
          weights,
        ),
        gradientEvaluations: probes.length,
        forwardEvaluations: states.length,
        kept: null,
      };
    }),
};

function plusOne(numbers: NumericArray): Float64Array {
  return Float64Array.from(numbers, (x) => x + 1);
}
