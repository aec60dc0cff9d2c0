import type { Tensor } from '@gradlens/tensor';
import type { BlockModules } from '../architectures/architecture.ts';
import { linear } from './layers.ts';
import type { Weights } from './weights.ts';

/**
 * Self-attention: every row of `queries` [rows, queries, hiddenSize] attends to the tokens x [rows, tokens, hiddenSize] (Vaswani et al.
 * 2017). attentionMask [rows or 1, tokens] f32: 1 for tokens that may be attended to and 0 for padding.
 */
export function selfAttention(
  weights: Weights,
  modules: BlockModules,
  queries: Tensor,
  x: Tensor,
  attentionMask: Tensor,
  heads: number,
): Tensor {
  // Far below any score, so that e^x is exactly 0, and far above float32's lowest number, so that sums stay finite.
  const bias = attentionMask.mul(-1).add(1).mul(-1e30);
  const q = linear(weights.in(modules.query), queries);
  return q.attention(linear(weights.in(modules.key), x), linear(weights.in(modules.value), x), bias, heads);
}
