import type { Tensor } from '@gradlens/tensor';
import { layerNorm, type Dropout } from './layers.ts';
import type { Weights } from './weights.ts';

/** `bert.embeddings.word_embeddings`: ids [rows, tokens] → [rows, tokens, hiddenSize]. */
export function wordEmbeddings(weights: Weights, inputIds: Tensor): Tensor {
  return weights.get('word_embeddings.weight').gather(inputIds);
}

/** `bert.embeddings` from the word part on: adds the parts for position and type, and normalises. */
export function embeddings(
  weights: Weights,
  words: Tensor,
  tokenTypeIds: Tensor,
  layerNormEps: number,
  dropout: Dropout,
): Tensor {
  const positions = weights.get('position_embeddings.weight').slice(0, 0, words.shape[1]!);
  const types = weights.get('token_type_embeddings.weight').gather(tokenTypeIds);
  return dropout(layerNorm(weights.in('LayerNorm'), words.add(types).add(positions), layerNormEps));
}
