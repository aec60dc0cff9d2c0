import type { Tensor } from '@gradlens/tensor';
import type { BertConfig } from '../checkpoint/config.ts';
import { selfAttention } from './attention.ts';
import { layerNorm, linear, type Dropout } from './layers.ts';
import type { Weights } from './weights.ts';

const activations = {
  gelu: (x: Tensor) => x.gelu(),
  gelu_new: (x: Tensor) => x.gelu({ approximate: 'tanh' }),
  relu: (x: Tensor) => x.relu(),
};

/**
 * `bert.encoder.layer.N`: self-attention and a feed-forward network, each added to its input and normalised. `queries` are the tokens of x
 * [rows, tokens, hiddenSize] whose output is wanted: all of them, or the first alone.
 */
export function block(
  weights: Weights,
  x: Tensor,
  queries: Tensor,
  attentionMask: Tensor,
  config: BertConfig,
  dropout: Dropout,
): Tensor {
  const { heads, hiddenAct, layerNormEps } = config;
  const context = selfAttention(weights.in('attention').in('self'), queries, x, attentionMask, heads);
  const attended = addAndNormalize(
    weights.in('attention').in('output'),
    context,
    queries,
    layerNormEps,
    dropout,
  );
  const intermediate = activations[hiddenAct](linear(weights.in('intermediate').in('dense'), attended));
  return addAndNormalize(weights.in('output'), intermediate, attended, layerNormEps, dropout);
}

/** `attention.output` and `output`: dense, dropout, residual, layer norm. */
function addAndNormalize(
  weights: Weights,
  x: Tensor,
  residual: Tensor,
  layerNormEps: number,
  dropout: Dropout,
): Tensor {
  return layerNorm(
    weights.in('LayerNorm'),
    dropout(linear(weights.in('dense'), x)).add(residual),
    layerNormEps,
  );
}
