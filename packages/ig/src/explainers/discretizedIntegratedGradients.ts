import type { DifferentiableClassifier, TextToken } from '../classifier.ts';
import { discretizedPath } from '../paths/discretizedPath.ts';
import type { Explainer } from './explainer.ts';
import { overBaselines, probe, weightedSum } from './question.ts';

/**
 * Discretized integrated gradients (Sanyal and Ren 2021, strategy "greedy"): the path from the baseline to the text goes through points near words of
 * the vocabulary. Σᵢ ∂F/∂x(pᵢ)·(pᵢ₊₁ − pᵢ) over its points.
 */
export const discretizedIntegratedGradients: Explainer = {
  counts: 'steps',
  steps: 30,
  baseline: 'ids',
  differentiates: true,
  complete: true,
  layer: 'first',
  attribute: (question) =>
    overBaselines(question, async (baseline) => {
      const { model, tokens, row, settings, options } = question;
      const points = await discretizedPath(model, {
        from: baseline.inputIds!,
        to: row.inputIds,
        excluded: specialIds(model, tokens),
        steps: settings.steps,
        signal: options.signal,
      });
      const lines = points.slice(1).map((end, i) => ({ start: points[i]!, end, position: 0 }));
      const results = await probe(question, lines);
      return {
        attributions: weightedSum(
          results.map(({ measures }) => measures),
          lines.map(() => 1),
        ),
        gradientEvaluations: lines.length,
        forwardEvaluations: 0,
        kept: null,
      };
    }),
};

/** Tokens that are no words: those around the text, and those of baselines. */
function specialIds(
  { neutralTokenIds }: DifferentiableClassifier,
  tokens: readonly TextToken[],
): Set<number> {
  const { pad, mask, unk } = neutralTokenIds;
  const around = tokens.filter(({ special }) => special).map(({ id }) => id);
  return new Set([...around, ...[pad, mask, unk].filter((id) => id !== null)]);
}
