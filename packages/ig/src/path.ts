import { grad, input, type Tensor } from '@gradlens/tensor';
import type { DifferentiableClassifier } from './classifier.ts';
import { tokenInputs } from './tokenInputs.ts';

/**
 * The graph of some points of the path: Σₖ wₖ·∂F(x' + αₖ·(x − x'))/∂x · (x − x'), summed over the hidden axis: [tokens]
 * (Sundararajan, Taly and Yan 2017, equation 1, with a quadrature rule for the integral). Points are rows of one batch; they do not see each
 * other, so that the gradient of the sum of their outputs is each one's own.
 */
export function pathGraph(
  model: DifferentiableClassifier,
  layer: string,
  tokens: number,
  hiddenSize: number,
  points: number,
) {
  const inputs = {
    ...tokenInputs(tokens),
    activations: input('activations', [tokens, hiddenSize]),
    baselineActivations: input('baselineActivations', [tokens, hiddenSize]),
    /** αₖ and wₖ: [points] */
    positions: input('positions', [points]),
    weights: input('weights', [points]),
    /** How much each logit counts in the output F: [labels] */
    target: input('target', [model.labels.length]),
  };
  const { activations, baselineActivations, positions, weights, target } = inputs;
  const perPoint = (values: Tensor): Tensor => values.reshape([points, 1, 1]);
  const difference = activations.sub(baselineActivations);
  const path = baselineActivations.add(perPoint(positions).mul(difference));
  const output = model.logitsFrom(layer, path, inputs).mul(target).sum();
  const [gradient] = grad(output, [path]);
  return { inputs, outputs: { attributions: gradient.mul(perPoint(weights)).mul(difference).sum([0, 2]) } };
}
