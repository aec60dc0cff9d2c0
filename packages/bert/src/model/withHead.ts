import type { Tensor } from '@gradlens/tensor';
import { headOf } from '../architectures/heads.ts';
import { architectureOf } from '../architectures/index.ts';
import { blockCount, blockOf, projectionOf } from '../architectures/modules.ts';
import type { BertConfig } from '../checkpoint/config.ts';
import { activations } from './activations.ts';
import { block } from './block.ts';
import { Embeddings } from './embeddings.ts';
import { linear, noDropout, type Dropout } from './layers.ts';
import type { TokenContext, TokenTensors } from './tokens.ts';
import type { Weights } from './weights.ts';

/**
 * Where activations can be taken and put: `word_embeddings`, `embeddings`, `encoder.0`, `encoder.1`, … in the order of the computation, and
 * `embedding_parts`, which stands beside `word_embeddings`: the parts of the embeddings for word, position and type (where there are types) one
 * after the other, [rows, parts·tokens, width].
 */
export type LayerName = string;

/**
 * BERT with a head, as a graph: Hugging Face's BertForSequenceClassification, BertForTokenClassification and BertForQuestionAnswering, and the classes of
 * its family, which differ as `architectures/` says.
 */
export class BertWithHead {
  readonly config: BertConfig;
  /** In the order of the computation. */
  readonly layers: readonly LayerName[];
  readonly embeddings: Embeddings;
  readonly #weights: Weights;
  readonly #dropout: Dropout;

  constructor(config: BertConfig, weights: Weights, dropout: Dropout = noDropout) {
    this.config = config;
    this.layers = [
      'word_embeddings',
      'embeddings',
      ...Array.from({ length: blockCount(config) }, (_, n) => `${blockPrefix}${n}`),
    ];
    this.embeddings = new Embeddings(config, architectureOf(config).embeddings, weights, dropout);
    this.#weights = weights;
    this.#dropout = dropout;
  }

  /** How many numbers a layer gives for a token. */
  widthOf(layer: LayerName): number {
    return isBlock(layer) ? this.config.hiddenSize : this.config.embeddingSize;
  }

  /** Logits of token ids, as `logitsFrom` gives them, where the table of words is one of the weights. */
  logits(tokens: TokenTensors): Tensor {
    return this.logitsFrom('word_embeddings', this.embeddings.words(tokens.inputIds), tokens);
  }

  /**
   * The output of layer `to` [rows, tokens, width] when that of `from`, which comes before it, beside it or is the same, is `activations`. All
   * begins with the output of `word_embeddings`.
   */
  activationsFrom(from: LayerName, activations: Tensor, to: LayerName, tokens: TokenContext): Tensor {
    if (from === 'word_embeddings' && to === 'embedding_parts') {
      return this.embeddings.separate(activations, tokens);
    }
    return this.#run(from, activations, this.#between(from, to), tokens);
  }

  /**
   * Logits when a layer's output is replaced by `output` [rows, tokens, width]: [rows, labels] of the first token or, where there are `reads`, [rows, reads,
   * labels] of the tokens that they name. What else is known of the tokens may have one row that serves all; their ids are not read.
   */
  logitsFrom(layer: LayerName, output: Tensor, tokens: TokenContext): Tensor {
    const following = this.#between(layer, this.layers.at(-1)!);
    const before = this.#run(layer, output, following.slice(0, -1), tokens);
    const last = following.at(-1);
    // Of the last block no more is computed than is read.
    const queries = tokens.reads ? tokens.reads.matmul(before) : before.slice(1, 0, 1);
    const read = last === undefined ? queries : this.#layer(last, before, queries, tokens);
    const [rows, , hiddenSize] = read.shape as [number, number, number];
    const scores = this.#head(tokens.reads ? read : read.reshape([rows, hiddenSize]));
    return this.config.classifierActivation === 'relu' ? scores.relu() : scores;
  }

  /** The layers after `from` up to `to`. */
  #between(from: LayerName, to: LayerName): readonly LayerName[] {
    if (from === to) return [];
    return this.layers.slice(this.#indexOf(from) + 1, this.#indexOf(to) + 1);
  }

  #run(from: LayerName, x: Tensor, layers: readonly LayerName[], tokens: TokenContext): Tensor {
    if (from === 'embedding_parts' && layers.length > 0) {
      return this.#run('embeddings', this.embeddings.ofParts(x), layers.slice(1), tokens);
    }
    return layers.reduce((output, layer) => this.#layer(layer, output, output, tokens), x);
  }

  /** The output of a layer on x [rows, tokens, width of the layer before], of a block for those tokens alone that are `queries`. */
  #layer(layer: LayerName, x: Tensor, queries: Tensor, tokens: TokenContext): Tensor {
    const { config } = this;
    if (!isBlock(layer)) return this.embeddings.ofWords(x, tokens);
    const n = Number(layer.slice(blockPrefix.length));
    const hidden = (y: Tensor): Tensor => (n === 0 ? this.#project(y) : y);
    return block(
      this.#weights.in(blockOf(config, n)),
      architectureOf(config).block,
      hidden(x),
      hidden(queries),
      tokens.attentionMask,
      config,
      this.#dropout,
    );
  }

  /** From the embeddings' size to the hidden one. */
  #project(x: Tensor): Tensor {
    const projection = projectionOf(this.config);
    return projection === null ? x : linear(this.#weights.in(projection), x);
  }

  /** [..., hiddenSize] → [..., labels] */
  #head(x: Tensor): Tensor {
    const { pooler, output } = headOf(this.config);
    const pooled = pooler ? activations[pooler.activation](linear(this.#weights.in(pooler.dense), x)) : x;
    return linear(this.#weights.in(output), this.#dropout(pooled));
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

const blockPrefix = 'encoder.';

function isBlock(layer: LayerName): boolean {
  return layer.startsWith(blockPrefix);
}
