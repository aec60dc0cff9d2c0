import type { EvaluatedContender, Evaluation } from '../../src/evaluation/evaluate.ts';

/** An evaluation of some texts in which contenders are as good as said. */
export function evaluationOf(
  texts: number,
  contenders: readonly (readonly [
    explainer: EvaluatedContender['explainer'],
    baseline: string | null,
    merit: number,
  ])[],
): Evaluation {
  const measured = (mean: number) => ({ mean, low: mean - 0.1, high: mean + 0.15, texts });
  return {
    version: 1,
    model: {
      name: 'reviews',
      architecture: 'BertForSequenceClassification',
      labels: ['negative', 'positive'],
    },
    device: { backend: 'webgpu', adapter: 'An adapter' },
    data: 'reviews.csv',
    texts,
    truncated: 2,
    failures: 1,
    accuracy: { right: 33, labelled: 40 },
    seed: 0,
    contenders: contenders.map(([explainer, baseline, merit]) => ({
      explainer,
      baseline,
      metrics: {
        comprehensiveness: measured(merit),
        sufficiency: measured(-merit),
        logOdds: measured(-2 * merit),
        infidelity: measured(1 - merit),
        sensitivity: explainer === 'random' ? null : measured(0.02),
        delta: baseline === null ? null : measured(0.004),
        evaluations: measured(10 + 10 * merit),
      },
    })),
  };
}
