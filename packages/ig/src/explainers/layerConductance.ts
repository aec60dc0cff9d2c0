import { resumeFrom } from '../graphs/forward.ts';
import { quadrature, type QuadratureRule } from '../quadrature/quadrature.ts';
import type { Explainer } from './explainer.ts';
import { noTolerance, overBaselines, probe, weightedSum } from './question.ts';

/**
 * Layer conductance (Dhamdhere, Sundararajan and Yan 2018; the sum is that of Captum's LayerConductance): how much of the change flows through each
 * token of a layer y of the encoder while the embeddings x move from the baseline to the text, Σₖ ∂F/∂y(xₖ)·(y(xₖ₊₁) − y(xₖ)) over the rule's
 * positions for one step more.
 */
export const layerConductance: Explainer = {
  title: 'layer conductance',
  counts: 'fixed rule',
  baseline: 'activations',
  differentiates: true,
  complete: true,
  layer: 'encoder',
  attribute: (question) =>
    overBaselines(question, async (baseline) => {
      const { model, scores, row, input, settings, options, through } = question;
      const { positions } = quadrature(settings.method as QuadratureRule, settings.steps + 1);
      const points = Array.from(positions, (position) =>
        Float64Array.from(input.activations, (x, i) => {
          const origin = baseline.activations[i]!;
          return origin + position * (x - origin);
        }),
      );
      const states = await resumeFrom(
        model,
        question.layer,
        { layer: through!, scores },
        row,
        points,
        options,
      );
      const steps = states.slice(1).map(({ activations }, k) => ({
        start: states[k]!.activations,
        end: activations,
        position: 0,
      }));
      const results = await probe({ ...question, layer: through! }, steps);
      return {
        attributions: weightedSum(
          results.map(({ measures }) => measures),
          steps.map(() => 1),
        ),
        gradientEvaluations: steps.length,
        forwardEvaluations: states.length,
        ...noTolerance,
      };
    }),
};
