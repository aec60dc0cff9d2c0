import { quadrature, type QuadratureRule } from '../quadrature/quadrature.ts';
import type { Explainer } from './explainer.ts';
import { overBaselines, probe, weightedSum } from './question.ts';
import { statesAlongPath } from './statesAlongPath.ts';

/**
 * Layer conductance (Dhamdhere, Sundararajan and Yan 2018; the sum is that of Captum's LayerConductance): how much of the change flows through each
 * token of a layer y of the encoder while the embeddings x move from the baseline to the text, Σₖ ∂F/∂y(xₖ)·(y(xₖ₊₁) − y(xₖ)) over the rule's
 * positions for one step more.
 */
export const layerConductance: Explainer = {
  counts: 'fixed rule',
  // Its positions reach from one end to the other; what the layer does outside of a rule's positions is missing from the sum.
  rule: 'riemann_trapezoid',
  baseline: 'activations',
  differentiates: true,
  complete: true,
  layer: 'encoder',
  attribute: (question) =>
    overBaselines(question, async (baseline) => {
      const { settings, through } = question;
      const { positions } = quadrature(settings.method as QuadratureRule, settings.steps + 1);
      const states = await statesAlongPath(question, baseline, positions);
      const probes = states.slice(1).map((end, k) => ({ start: states[k]!, end, position: 0 }));
      const results = await probe({ ...question, layer: through! }, probes);
      return {
        attributions: weightedSum(
          results.map(({ measures }) => measures),
          probes.map(() => 1),
        ),
        gradientEvaluations: probes.length,
        forwardEvaluations: states.length,
        kept: null,
      };
    }),
};
