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

/** `bert.encoder.layer.N`: self-attention and a feed-forward network, each added to its input and normalised. */
export function block(
  weights: Weights,
  x: Tensor,
  attentionMask: Tensor,
  config: BertConfig,
  dropout: Dropout,
): Tensor {
  const { heads, hiddenAct, layerNormEps } = config;
  const context = selfAttention(weights.in('attention').in('self'), x, attentionMask, heads, dropout);
  const attended = addAndNormalize(weights.in('attention').in('output'), context, x, layerNormEps, dropout);
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
