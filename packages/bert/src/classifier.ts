import { variable, type Backend, type Tensor, type Variable } from '@gradlens/tensor';
import type { Folder } from './bytes/folder.ts';
import { takeCheckpoint, type ReadOptions, type Weight } from './checkpoint/checkpoint.ts';
import type { BertConfig, ProblemType } from './checkpoint/config.ts';
import { positionIds } from './model/positions.ts';
import { BertForSequenceClassification, type LayerName } from './model/sequenceClassification.ts';
import type { TokenTensors } from './model/tokens.ts';
import { Weights } from './model/weights.ts';
import { loadTokenizerOf } from './loadTokenizer.ts';
import type { Tokenizer } from './tokenizer/tokenizer.ts';

/** A token of an encoded text. */
export interface TextToken {
  readonly token: string;
  readonly id: number;
  /** UTF-16 offsets into the text, or into the pair for segment 1; null for tokens that the model adds. */
  readonly start: number | null;
  readonly end: number | null;
  /** Added by the model, like [CLS]. */
  readonly special: boolean;
  readonly segment: 0 | 1;
  /** The row of the table of token types that is added to its embedding. */
  readonly type: number;
  /** Pieces of one word of a segment have the same number; null for special tokens, and for whitespace in a text without words. */
  readonly word: number | null;
}

export interface EncodedText {
  readonly tokens: readonly TextToken[];
  /** Tokens that were cut off because the model has no positions for them. */
  readonly truncated: number;
}

/** What a classifier is made of. */
export interface ClassifierParts {
  readonly name: string;
  readonly config: BertConfig;
  readonly tokenizer: Tokenizer;
  /** By their Hugging Face names. */
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly backend: Backend;
  readonly loadMilliseconds: number;
}

/**
 * A classifier of BERT's family with its tokenizer and its weights on a backend: all that a text needs to be predicted and explained.
 * It is what @gradlens/ig calls a DifferentiableClassifier.
 */
export class BertClassifier {
  /** The id of a model of the hub; else the folder's own name, without the path to it. */
  readonly name: string;
  readonly architecture: string;
  readonly labels: readonly string[];
  readonly layers: readonly LayerName[];
  readonly problemType: ProblemType;
  readonly config: BertConfig;
  readonly tokenizer: Tokenizer;
  readonly backend: Backend;
  readonly loadMilliseconds: number;
  readonly #parameters: ReadonlyMap<string, Variable>;
  readonly #model: BertForSequenceClassification;

  constructor({ name, config, tokenizer, parameters, backend, loadMilliseconds }: ClassifierParts) {
    this.name = name;
    this.config = config;
    this.tokenizer = tokenizer;
    this.backend = backend;
    this.loadMilliseconds = loadMilliseconds;
    this.architecture = config.architecture;
    this.labels = config.labels;
    // What transformers takes where the file leaves it open: a single output is a number to be predicted.
    this.problemType =
      config.problemType ?? (config.labels.length === 1 ? 'regression' : 'single_label_classification');
    this.#parameters = parameters;
    this.#model = new BertForSequenceClassification(config, new Weights((weight) => parameters.get(weight)!));
    this.layers = this.#model.layers;
  }

  /** What the layer `embedding_parts` has one after the other. */
  get embeddingParts(): readonly string[] {
    return this.#model.embeddings.parts;
  }

  /** Row by row the embeddings of all tokens of the vocabulary: [vocabSize, embeddingSize]. */
  get embeddingTable(): Tensor {
    return this.#model.embeddings.table;
  }

  /** How many numbers a layer gives for a token. */
  widthOf(layer: LayerName): number {
    return this.#model.widthOf(layer);
  }

  /** Tokens that the model reads at most. */
  get maxTokens(): number {
    const { maxPositions, firstPosition } = this.config;
    return maxPositions - firstPosition;
  }

  /** The positions that the model gives to a row of ids, both [tokens]. */
  positionIds(inputIds: Int32Array): Int32Array {
    return positionIds(this.config, inputIds);
  }

  /** Ids of the tokens that stand for nothing, in baselines; null where the vocabulary has none. */
  get neutralTokenIds(): { readonly pad: number | null; readonly mask: number | null; readonly unk: number } {
    return this.tokenizer.specialIds;
  }

  /** Token ids with spans; cut to the model's positions, which `truncated` tells, unless the `whole` text is wanted. */
  encode(text: string, pair?: string, { whole = false }: { readonly whole?: boolean } = {}): EncodedText {
    const encoding = this.tokenizer.encode(text, pair ?? null, whole ? {} : { maxLength: this.maxTokens });
    const tokens = encoding.ids.map((id, i): TextToken => {
      const span = encoding.spans[i] ?? null;
      return {
        token: encoding.tokens[i]!,
        id,
        start: span && span.start,
        end: span && span.end,
        special: span === null,
        segment: encoding.segments[i]!,
        // Where there is one type alone, transformers does not ask the tokenizer.
        type: this.config.typeVocabSize > 1 ? encoding.typeIds[i]! : 0,
        word: encoding.words[i]!,
      };
    });
    return { tokens, truncated: encoding.truncated };
  }

  /** The output of a layer [rows, tokens, width] on token ids. */
  activations(layer: LayerName, tokens: TokenTensors): Tensor {
    return this.#model.activations(layer, tokens);
  }

  /** The output of layer `to` when that of `from` is replaced by `activations` [rows, tokens, width]. */
  activationsFrom(
    from: LayerName,
    activations: Tensor,
    to: LayerName,
    tokens: Omit<TokenTensors, 'inputIds'>,
  ): Tensor {
    return this.#model.activationsFrom(from, activations, to, tokens);
  }

  /** Logits [rows, labels] when the layer's output is replaced by `activations` [rows, tokens, width]. */
  logitsFrom(layer: LayerName, activations: Tensor, tokens: Omit<TokenTensors, 'inputIds'>): Tensor {
    return this.#model.logitsFrom(layer, activations, tokens);
  }

  /** Frees the weights on the backend, which stays open. */
  dispose(): void {
    this.backend.release([...this.#parameters.values()].map(({ node }) => node));
  }
}

/**
 * Loads a classifier from a folder in Hugging Face layout: config.json, model.safetensors, tokenizer.json or vocab.txt.
 *
 * @throws ModelError if a file is missing or damaged, or files contradict one another
 * @throws UnsupportedModelError for a sound model of another kind
 */
export async function loadClassifier(
  folder: Folder,
  backend: Backend,
  options: ReadOptions = {},
): Promise<BertClassifier> {
  const start = performance.now();
  const name = folder.modelName ?? lastSegment(folder.name);
  const parameters = new Map<string, Variable>();
  // Each weight goes to the backend as soon as it is read, so that none of them is in memory twice.
  const place = async ({ shape, data }: Weight, weight: string): Promise<void> => {
    const parameter = variable(weight, shape, () => {
      throw new Error(`the weights of ${name} were released: load it again`);
    });
    await backend.write(parameter.node, data);
    parameters.set(weight, parameter);
  };
  try {
    const { config } = await takeCheckpoint(folder, place, options);
    const tokenizer = await loadTokenizerOf(folder, config);
    const loadMilliseconds = performance.now() - start;
    return new BertClassifier({ name, config, tokenizer, parameters, backend, loadMilliseconds });
  } catch (error) {
    backend.release([...parameters.values()].map(({ node }) => node));
    throw error;
  }
}

function lastSegment(path: string): string {
  return path.split(/[/\\]/).findLast((segment) => segment !== '' && segment !== '.') ?? path;
}
