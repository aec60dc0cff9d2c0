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
    return this.#run(words, tokens, 1, this.#indexOf(layer) + 1);
  }

  /**
   * Logits [rows, labels] when a layer's output is replaced by `activations` [rows, tokens, hiddenSize]. The tokens' types and mask
   * may have one row that serves all; their ids are not read.
   */
  logitsFrom(layer: LayerName, activations: Tensor, tokens: Omit<TokenTensors, 'inputIds'>): Tensor {
    const last = this.#run(activations, tokens, this.#indexOf(layer) + 1, this.layers.length);
    const [rows, , hiddenSize] = last.shape as [number, number, number];
    const first = last.slice(1, 0, 1).reshape([rows, hiddenSize]);
    const pooled = linear(this.#weights.in('bert').in('pooler').in('dense'), first).tanh();
    return linear(this.#weights.in('classifier'), this.#dropout(pooled));
  }

  /** Runs the layers from index `start` up to, not including, `end`. */
  #run(x: Tensor, tokens: Omit<TokenTensors, 'inputIds'>, start: number, end: number): Tensor {
    const bert = this.#weights.in('bert');
    let activations = x;
    for (const layer of this.layers.slice(start, end)) {
      activations =
        layer === 'embeddings'
          ? embeddings(
              bert.in('embeddings'),
              activations,
              tokens.tokenTypeIds,
              this.config.layerNormEps,
              this.#dropout,
            )
          : block(
              bert.in('encoder').in(layer.replace('encoder', 'layer')),
              activations,
              tokens.attentionMask,
              this.config,
              this.#dropout,
            );
    }
    return activations;
  }

  #indexOf(layer: LayerName): number {
    const index = this.layers.indexOf(layer);
    if (index < 0)
      throw new RangeError(`there is no layer "${layer}": expected one of ${this.layers.join(', ')}`);
    return index;
  }
}
