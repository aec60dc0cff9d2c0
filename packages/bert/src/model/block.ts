import type { Tensor } from '@gradlens/tensor';
import type { BlockModules } from '../architectures/architecture.ts';
import type { BertConfig } from '../checkpoint/config.ts';
import { activations } from './activations.ts';
import { selfAttention } from './attention.ts';
import { layerNorm, linear, type Dropout } from './layers.ts';
import type { Weights } from './weights.ts';

/**
 * A layer of the encoder: self-attention and a feed-forward network, each added to its input and normalised. `queries` are the tokens of x
 * [rows, tokens, hiddenSize] whose output is wanted.
 */
export function block(
  weights: Weights,
  modules: BlockModules,
  x: Tensor,
  queries: Tensor,
  attentionMask: Tensor,
  { heads, hiddenAct, layerNormEps }: BertConfig,
  dropout: Dropout,
): Tensor {
  /** Dense, dropout, residual, layer norm. */
  const addAndNormalize = (dense: string, norm: string, y: Tensor, residual: Tensor): Tensor =>
    layerNorm(weights.in(norm), dropout(linear(weights.in(dense), y)).add(residual), layerNormEps);
  const { attentionOutput, attentionNorm, intermediate, output, outputNorm } = modules;
  const context = selfAttention(weights, modules, queries, x, attentionMask, heads);
  const attended = addAndNormalize(attentionOutput, attentionNorm, context, queries);
  const widened = activations[hiddenAct](linear(weights.in(intermediate), attended));
  return addAndNormalize(output, outputNorm, widened, attended);
}
