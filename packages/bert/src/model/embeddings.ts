import type { Tensor } from '@gradlens/tensor';
import type { EmbeddingModules } from '../architectures/architecture.ts';
import type { BertConfig } from '../checkpoint/config.ts';
import { layerNorm, type Dropout } from './layers.ts';
import type { TokenContext } from './tokens.ts';
import type { Weights } from './weights.ts';

type EmbeddingPart = 'word' | 'position' | 'type';

/** What a token's embedding is the sum of, in the order of the layer `embedding_parts`. */
export function embeddingParts({ type }: EmbeddingModules): readonly EmbeddingPart[] {
  return type === null ? ['word', 'position'] : ['word', 'position', 'type'];
}

/** The embeddings of a model, before they are brought to the hidden size. */
export class Embeddings {
  readonly parts: readonly EmbeddingPart[];
  readonly #weights: Weights;
  readonly #modules: EmbeddingModules;
  readonly #config: BertConfig;
  readonly #dropout: Dropout;

  constructor(config: BertConfig, modules: EmbeddingModules, weights: Weights, dropout: Dropout) {
    this.parts = embeddingParts(modules);
    this.#config = config;
    this.#modules = modules;
    this.#weights = weights;
    this.#dropout = dropout;
  }

  /** The word part, where the table of words is one of the weights: ids [rows, tokens] → [rows, tokens, embeddingSize]. */
  words(inputIds: Tensor): Tensor {
    return this.#tableOf(this.#modules.word).gather(inputIds);
  }

  /** From the word part on: adds the parts for position and type, and normalises. */
  ofWords(words: Tensor, tokens: TokenContext): Tensor {
    const types = this.#types(tokens);
    const typed = types ? words.add(types) : words;
    return this.#normalized(typed.add(this.#positions(tokens, words.shape[1]!)));
  }

  /** The word part and the others one after the other along the tokens' axis: [rows, parts·tokens, embeddingSize]. */
  separate(words: Tensor, tokens: TokenContext): Tensor {
    const [rows, length, size] = words.shape as [number, number, number];
    const count = this.parts.length;
    const values = {
      word: words,
      position: this.#positions(tokens, length),
      type: this.#types(tokens),
    };
    return this.parts
      .map((part, i) =>
        values[part]!.broadcast([rows, length, size]).pad(1, i * length, (count - 1 - i) * length),
      )
      .reduce((all, part) => all.add(part));
  }

  /** From all parts on. */
  ofParts(parts: Tensor): Tensor {
    const length = parts.shape[1]! / this.parts.length;
    const sum = this.parts
      .map((_, i) => parts.slice(1, i * length, length))
      .reduce((total, part) => total.add(part));
    return this.#normalized(sum);
  }

  #positions({ positionIds }: Pick<TokenContext, 'positionIds'>, length: number): Tensor {
    const table = this.#tableOf(this.#modules.position);
    return positionIds ? table.gather(positionIds) : table.slice(0, this.#config.firstPosition, length);
  }

  #types({ tokenTypeIds }: Pick<TokenContext, 'tokenTypeIds'>): Tensor | null {
    const { type } = this.#modules;
    return type === null ? null : this.#tableOf(type).gather(tokenTypeIds);
  }

  #tableOf(module: string): Tensor {
    return this.#weights.in(module).get('weight');
  }

  #normalized(sum: Tensor): Tensor {
    const norm = this.#weights.in(this.#modules.norm);
    return this.#dropout(layerNorm(norm, sum, this.#config.layerNormEps));
  }
}
