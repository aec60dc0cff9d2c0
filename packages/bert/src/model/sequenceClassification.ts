import type { Tensor } from '@gradlens/tensor';
import type { BertConfig } from '../checkpoint/config.ts';
import { block } from './block.ts';
import { embeddings, embeddingsOfParts, separateEmbeddings, wordEmbeddings } from './embeddings.ts';
import { linear, noDropout, type Dropout } from './layers.ts';
import type { TokenTensors } from './tokens.ts';
import type { Weights } from './weights.ts';

/**
 * Where activations can be taken and put: `word_embeddings`, `embeddings`, `encoder.0`, `encoder.1`, … in the order of the computation, and
 * `embedding_parts`, which stands beside `word_embeddings`: the parts of the embeddings for word, position and type one after the other,
 * [rows, 3·tokens, hiddenSize].
 */
export type LayerName = string;

/** What a model needs to know of the tokens where activations are given. */
type TokenContext = Omit<TokenTensors, 'inputIds'>;

/** Hugging Face's BertForSequenceClassification as a graph. */
export class BertForSequenceClassification {
  readonly config: BertConfig;
  /** In the order of the computation. */
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

  /** Row by row the embeddings of all tokens of the vocabulary: [vocabSize, hiddenSize]. */
  get embeddingTable(): Tensor {
    return this.#weights.in('bert').in('embeddings').get('word_embeddings.weight');
  }

  /** Logits [rows, labels] of token ids. */
  logits(tokens: TokenTensors): Tensor {
    return this.logitsFrom('word_embeddings', this.activations('word_embeddings', tokens), tokens);
  }

  /** The output of a layer [rows, tokens, hiddenSize] for token ids. */
  activations(layer: LayerName, tokens: TokenTensors): Tensor {
    const weights = this.#weights.in('bert').in('embeddings');
    if (layer === 'embedding_parts') return separateEmbeddings(weights, tokens);
    return this.activationsFrom('word_embeddings', wordEmbeddings(weights, tokens.inputIds), layer, tokens);
  }

  /** The output of layer `to` [rows, tokens, hiddenSize] when that of `from`, which comes before it or is the same, is `activations`. */
  activationsFrom(from: LayerName, activations: Tensor, to: LayerName, tokens: TokenContext): Tensor {
    return this.#run(from, activations, this.#between(from, to), tokens);
  }

  /**
   * Logits [rows, labels] when a layer's output is replaced by `activations` [rows, tokens, hiddenSize]. The tokens' types, positions and mask
   * may have one row that serves all; their ids are not read.
   */
  logitsFrom(layer: LayerName, activations: Tensor, tokens: TokenContext): Tensor {
    const [rows, , hiddenSize] = activations.shape as [number, number, number];
    const following = this.#between(layer, this.layers.at(-1)!);
    // Only the first token's output of the last block is read.
    const before = this.#run(layer, activations, following.slice(0, -1), tokens);
    const last = following.at(-1);
    const first =
      last === undefined ? before.slice(1, 0, 1) : this.#layer(last, before, before.slice(1, 0, 1), tokens);
    const pooled = linear(
      this.#weights.in('bert').in('pooler').in('dense'),
      first.reshape([rows, hiddenSize]),
    ).tanh();
    const scores = linear(this.#weights.in('classifier'), this.#dropout(pooled));
    return this.config.classifierActivation === 'relu' ? scores.relu() : scores;
  }

  /** The layers after `from` up to `to`. */
  #between(from: LayerName, to: LayerName): readonly LayerName[] {
    if (from === to) return [];
    return this.layers.slice(this.#indexOf(from) + 1, this.#indexOf(to) + 1);
  }

  #run(from: LayerName, x: Tensor, layers: readonly LayerName[], tokens: TokenContext): Tensor {
    if (from === 'embedding_parts' && layers.length > 0) {
      const weights = this.#weights.in('bert').in('embeddings');
      const sum = embeddingsOfParts(weights, x, this.config.layerNormEps, this.#dropout);
      return this.#run('embeddings', sum, layers.slice(1), tokens);
    }
    return layers.reduce((activations, layer) => this.#layer(layer, activations, activations, tokens), x);
  }

  /** The output of a layer on x [rows, tokens, hiddenSize], of a block for those tokens alone that are `queries`. */
  #layer(layer: LayerName, x: Tensor, queries: Tensor, tokens: TokenContext): Tensor {
    const bert = this.#weights.in('bert');
    const { config } = this;
    if (layer === 'embeddings')
      return embeddings(bert.in('embeddings'), x, tokens, config.layerNormEps, this.#dropout);
    const weights = bert.in('encoder').in(layer.replace('encoder', 'layer'));
    return block(weights, x, queries, tokens.attentionMask, config, this.#dropout);
  }

  #indexOf(layer: LayerName): number {
    const index = layer === 'embedding_parts' ? 0 : this.layers.indexOf(layer);
    if (index < 0)
      throw new RangeError(
        `there is no layer "${layer}": expected one of embedding_parts, ${this.layers.join(', ')}`,
      );
    return index;
  }
}
