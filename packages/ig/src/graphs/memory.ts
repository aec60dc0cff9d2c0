import { measurePlan, plan } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';
import { gradientsGraph } from './gradients.ts';

/** Bytes beside the weights that one point of an explanation's path takes, of the output of `embeddings` for a text of so many tokens. */
export function bytesOfPoint(model: DifferentiableClassifier, tokens: number): number {
  const shape = {
    layer: 'embeddings',
    scores: { kind: 'logit' },
    measure: 'along',
    targets: 1,
    scoreCount: model.labels.length,
    row: { tokens, reads: model.task === 'text-classification' ? 0 : 1 },
    layerTokens: tokens,
  } as const;
  return measurePlan(plan(gradientsGraph(model, shape, 1, 1))).workingBytes;
}
