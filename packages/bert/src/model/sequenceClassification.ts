import type { Tensor } from '@gradlens/tensor';
import type { BertConfig } from '../checkpoint/config.ts';
import { block } from './block.ts';
import { embeddings, wordEmbeddings } from './embeddings.ts';
import { linear, noDropout, type Dropout } from './layers.ts';
import type { Weights } from './weights.ts';

/** The tokens of some rows of text, as tensors. */
export interface TokenTensors {
  /** i32 [rows, tokens] */
  readonly inputIds: Tensor;
  /** i32 [rows, tokens]: 0 in the first segment, 1 in the second. */
  readonly tokenTypeIds: Tensor;
  /** f32 [rows, tokens]: 1 for tokens, 0 for padding. */
  readonly attentionMask: Tensor;
}

/** Where activations can be taken and put: `word_embeddings`, `embeddings`, `encoder.0`, `encoder.1`, … in the order of the computation. */
export type LayerName = string;

/** Hugging Face's BertForSequenceClassification as a graph. */
export class BertForSequenceClassification {
  readonly config: BertConfig;
  readonly layers: readonly LayerName[];
  readonly #weights: Weights;
  readonly #dropout: Dropout;

  constructor(config: BertConfig, weights: Weights, dropout: Dropout = noDropout) {
    this.config = config;
    this.layers = [
      'word_embeddings',
      'embeddings',
      ...Array.from({ length: config.layers }, (_, n) => `encoder.${n}`),
    ];
    this.#weights = weights;
    this.#dropout = dropout;
  }

  /** Logits [rows, labels] of token ids. */
  logits(tokens: TokenTensors): Tensor {
    return this.logitsFrom('word_embeddings', this.activations('word_embeddings', tokens), tokens);
  }

  /** The output of a layer [rows, tokens, hiddenSize] for token ids. */
  activations(layer: LayerName, tokens: TokenTensors): Tensor {
    const words = wordEmbeddings(this.#weights.in('bert').in('embeddings'), tokens.inputIds);
    return this.#run(words, tokens, this.layers.slice(1, this.#indexOf(layer) + 1));
  }

  /**
   * Logits [rows, labels] when a layer's output is replaced by `activations` [rows, tokens, hiddenSize]. The tokens' types and mask
   * may have one row that serves all; their ids are not read.
   */
  logitsFrom(layer: LayerName, activations: Tensor, tokens: Omit<TokenTensors, 'inputIds'>): Tensor {
    const following = this.layers.slice(this.#indexOf(layer) + 1);
    const [rows, , hiddenSize] = activations.shape as [number, number, number];
    // Only the first token's output of the last block is read.
    const before = this.#run(activations, tokens, following.slice(0, -1));
    const last = following.at(-1);
    const first =
      last === undefined ? before.slice(1, 0, 1) : this.#layer(last, before, before.slice(1, 0, 1), tokens);
    const pooled = linear(
      this.#weights.in('bert').in('pooler').in('dense'),
      first.reshape([rows, hiddenSize]),
    ).tanh();
    return linear(this.#weights.in('classifier'), this.#dropout(pooled));
  }

  #run(x: Tensor, tokens: Omit<TokenTensors, 'inputIds'>, layers: readonly LayerName[]): Tensor {
    return layers.reduce((activations, layer) => this.#layer(layer, activations, activations, tokens), x);
  }

  /** The output of a layer on x [rows, tokens, hiddenSize], of a block for those tokens alone that are `queries`. */
  #layer(layer: LayerName, x: Tensor, queries: Tensor, tokens: Omit<TokenTensors, 'inputIds'>): Tensor {
    const bert = this.#weights.in('bert');
    const { config } = this;
    if (layer === 'embeddings')
      return embeddings(bert.in('embeddings'), x, tokens.tokenTypeIds, config.layerNormEps, this.#dropout);
    const weights = bert.in('encoder').in(layer.replace('encoder', 'layer'));
    return block(weights, x, queries, tokens.attentionMask, config, this.#dropout);
  }

  #indexOf(layer: LayerName): number {
    const index = this.layers.indexOf(layer);
    if (index < 0)
      throw new RangeError(`there is no layer "${layer}": expected one of ${this.layers.join(', ')}`);
    return index;
  }
}
