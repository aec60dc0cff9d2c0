import type { Tensor } from '@gradlens/tensor';
import { layerNorm, type Dropout } from './layers.ts';
import type { TokenTensors } from './tokens.ts';
import type { Weights } from './weights.ts';

/** What a token's embedding is the sum of, in the order of the layer `embedding_parts`. */
export const embeddingParts = ['word', 'position', 'type'] as const;

/** `bert.embeddings.word_embeddings`: ids [rows, tokens] → [rows, tokens, hiddenSize]. */
export function wordEmbeddings(weights: Weights, inputIds: Tensor): Tensor {
  return weights.get('word_embeddings.weight').gather(inputIds);
}

/** `bert.embeddings` from the word part on: adds the parts for position and type, and normalises. */
export function embeddings(
  weights: Weights,
  words: Tensor,
  tokens: Omit<TokenTensors, 'inputIds'>,
  layerNormEps: number,
  dropout: Dropout,
): Tensor {
  const sum = words
    .add(typeEmbeddings(weights, tokens.tokenTypeIds))
    .add(positionEmbeddings(weights, tokens, words.shape[1]!));
  return normalized(weights, sum, layerNormEps, dropout);
}

/** The parts one after the other along the tokens' axis: [rows, 3·tokens, hiddenSize]. */
export function separateEmbeddings(weights: Weights, tokens: TokenTensors): Tensor {
  const words = wordEmbeddings(weights, tokens.inputIds);
  const [rows, length, hiddenSize] = words.shape as [number, number, number];
  const parts = {
    word: words,
    position: positionEmbeddings(weights, tokens, length),
    type: typeEmbeddings(weights, tokens.tokenTypeIds),
  };
  return embeddingParts
    .map((part, i) =>
      parts[part]
        .broadcast([rows, length, hiddenSize])
        .pad(1, i * length, (embeddingParts.length - 1 - i) * length),
    )
    .reduce((all, part) => all.add(part));
}

/** `bert.embeddings` from its parts on. */
export function embeddingsOfParts(
  weights: Weights,
  parts: Tensor,
  layerNormEps: number,
  dropout: Dropout,
): Tensor {
  const length = parts.shape[1]! / embeddingParts.length;
  const sum = embeddingParts
    .map((_, i) => parts.slice(1, i * length, length))
    .reduce((total, part) => total.add(part));
  return normalized(weights, sum, layerNormEps, dropout);
}

function positionEmbeddings(
  weights: Weights,
  { positionIds }: Pick<TokenTensors, 'positionIds'>,
  length: number,
): Tensor {
  const table = weights.get('position_embeddings.weight');
  return positionIds ? table.gather(positionIds) : table.slice(0, 0, length);
}

function typeEmbeddings(weights: Weights, tokenTypeIds: Tensor): Tensor {
  return weights.get('token_type_embeddings.weight').gather(tokenTypeIds);
}

function normalized(weights: Weights, sum: Tensor, layerNormEps: number, dropout: Dropout): Tensor {
  return dropout(layerNorm(weights.in('LayerNorm'), sum, layerNormEps));
}
