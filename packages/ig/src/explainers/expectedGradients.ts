import type { Explainer } from './explainer.ts';
import { probe, weightedSum } from './question.ts';

/**
 * Expected gradients (Erion et al. 2021), as Captum's GradientShap draws them: the mean over samples of (x − x')·∂F/∂z at z = x' + α(x − x'), with a
 * baseline x' and an α from [0, 1) drawn for each.
 */
export const expectedGradients: Explainer = {
  counts: 'samples',
  steps: 50,
  baseline: 'activations',
  differentiates: true,
  complete: true,
  async attribute(question) {
    const { input, baselines, settings, draws } = question;
    const probes = Array.from({ length: settings.steps }, () => {
      const { activations } = baselines[Math.floor(draws.uniform() * baselines.length)]!;
      return { start: activations, end: input.activations, position: draws.uniform() };
    });
    const results = await probe(question, probes);
    return {
      attributions: weightedSum(
        results.map(({ measures }) => measures),
        probes.map(() => 1 / probes.length),
      ),
      gradientEvaluations: probes.length,
      forwardEvaluations: 0,
      kept: null,
    };
  },
};
