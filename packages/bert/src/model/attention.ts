import type { Tensor } from '@gradlens/tensor';
import { linear, type Dropout } from './layers.ts';
import type { Weights } from './weights.ts';

/**
 * `attention.self`: softmax(Q·Kᵀ/√headSize + mask)·V for each head (Vaswani et al. 2017).
 * x [rows, tokens, hiddenSize]; attentionMask [rows or 1, tokens] f32, 1 for tokens that may be attended to and 0 for padding.
 */
export function selfAttention(
  weights: Weights,
  x: Tensor,
  attentionMask: Tensor,
  heads: number,
  dropout: Dropout,
): Tensor {
  const [rows, tokens, hiddenSize] = x.shape as [number, number, number];
  const headSize = hiddenSize / heads;
  const perHead = (module: string): Tensor =>
    linear(weights.in(module), x).reshape([rows, tokens, heads, headSize]).permute([0, 2, 1, 3]);

  const scores = perHead('query')
    .matmul(perHead('key').transpose())
    .mul(1 / Math.sqrt(headSize));
  // Far below any score, so that e^x is exactly 0, and far above float32's lowest number, so that sums stay finite.
  const bias = attentionMask.mul(-1).add(1).mul(-1e30).reshape([attentionMask.shape[0]!, 1, 1, tokens]);
  const probabilities = dropout(scores.add(bias).softmax());
  return probabilities.matmul(perHead('value')).permute([0, 2, 1, 3]).reshape([rows, tokens, hiddenSize]);
}
