import type { Tensor } from '@gradlens/tensor';
import type { DifferentiableClassifier, TokenContext } from '../classifier.ts';

/** The numbers of a model that an output is a weighted sum of. */
export type Scores =
  | { readonly kind: 'logit' | 'probability' | 'log-probability' }
  /** The activation of one hidden unit of a layer's output at the first token. */
  | { readonly kind: 'neuron'; readonly layer: string; readonly unit: number };

/** Names the graph of scores. */
export function scoresKey(scores: Scores): string {
  return scores.kind === 'neuron' ? `${scores.layer}:${scores.unit}` : scores.kind;
}

/**
 * The scores when the layer's output is `activations` [rows, tokens, width]: [rows, labels], read after read where tokens are read, or [rows, 1] of a
 * neuron.
 */
export function scoresFrom(
  model: DifferentiableClassifier,
  scores: Scores,
  layer: string,
  activations: Tensor,
  tokens: TokenContext,
): Tensor {
  if (scores.kind === 'neuron') {
    const states = model.activationsFrom(layer, activations, scores.layer, tokens);
    return states.slice(1, 0, 1).slice(2, scores.unit, 1).reshape([states.shape[0]!, 1]);
  }
  const own = scoresOf(model, scores.kind, model.logitsFrom(layer, activations, tokens));
  const [rows, ...reads] = own.shape as [number, ...number[]];
  return reads.length === 1 ? own : own.reshape([rows, reads.reduce((size, axis) => size * axis)]);
}

/** Probabilities as transformers' text-classification pipeline gives them. */
function scoresOf(
  { problemType }: DifferentiableClassifier,
  kind: 'logit' | 'probability' | 'log-probability',
  logits: Tensor,
): Tensor {
  if (kind === 'logit') return logits;
  const exclusive = problemType === 'single_label_classification';
  if (kind === 'probability') return exclusive ? logits.softmax() : sigmoid(logits);
  return exclusive ? logits.logSoftmax() : logSigmoid(logits);
}

/** 1/(1 + e^−x), where e^−x would overflow. */
function sigmoid(x: Tensor): Tensor {
  return x.mul(0.5).tanh().add(1).mul(0.5);
}

/** min(x, 0) − log(1 + e^−|x|) */
function logSigmoid(x: Tensor): Tensor {
  const negative = x.neg().relu();
  const magnitude = x.relu().add(negative);
  return negative.neg().sub(magnitude.neg().exp().add(1).log());
}
