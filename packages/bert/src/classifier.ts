import type { Backend, NumericArray, Tensor, Variable } from '@gradlens/tensor';
import { wordTableOf } from './architectures/modules.ts';
import type { Folder } from './bytes/folder.ts';
import { takeCheckpoint, type ReadOptions, type TakeWeight } from './checkpoint/checkpoint.ts';
import type { Task } from './architectures/heads.ts';
import type { BertConfig, ProblemType } from './checkpoint/config.ts';
import { bytesOnDevice } from './checkpoint/tensorShapes.ts';
import { ModelError } from './errors.ts';
import { positionIds } from './model/positions.ts';
import { BertWithHead, type LayerName } from './model/withHead.ts';
import type { TokenContext } from './model/tokens.ts';
import { StackedWeights } from './model/stackedWeights.ts';
import { Weights } from './model/weights.ts';
import { WordTable } from './model/wordTable.ts';
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
  /** The word embeddings of ids, [ids, embeddingSize]. */
  readonly wordEmbeddings: (ids: Int32Array) => NumericArray;
  /** The other weights, by their Hugging Face names. */
  readonly weights: ReadonlyMap<string, Tensor>;
  /** What they are views of. */
  readonly variables: readonly Variable[];
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
  readonly task: Task;
  readonly labels: readonly string[];
  readonly layers: readonly LayerName[];
  readonly problemType: ProblemType;
  readonly config: BertConfig;
  readonly tokenizer: Tokenizer;
  readonly backend: Backend;
  readonly loadMilliseconds: number;
  readonly #wordEmbeddings: ClassifierParts['wordEmbeddings'];
  readonly #variables: readonly Variable[];
  readonly #model: BertWithHead;

  constructor(parts: ClassifierParts) {
    const { name, config, tokenizer, wordEmbeddings, weights, variables, backend, loadMilliseconds } = parts;
    this.name = name;
    this.config = config;
    this.tokenizer = tokenizer;
    this.backend = backend;
    this.loadMilliseconds = loadMilliseconds;
    this.architecture = config.architecture;
    this.task = config.task;
    this.labels = config.labels;
    this.problemType = problemTypeOf(config);
    this.#wordEmbeddings = wordEmbeddings;
    this.#variables = variables;
    this.#model = new BertWithHead(config, new Weights((weight) => weights.get(weight)!));
    this.layers = this.#model.layers;
  }

  /** What the layer `embedding_parts` has one after the other. */
  get embeddingParts(): readonly string[] {
    return this.#model.embeddings.parts;
  }

  /** How many words have an embedding. */
  get vocabularySize(): number {
    return this.config.vocabSize;
  }

  /** The word embeddings of ids, [ids, embeddingSize], which the output of the first layer is made of. Throws a RangeError for an id that has none. */
  wordEmbeddings(ids: Int32Array): NumericArray {
    return this.#wordEmbeddings(ids);
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

  /** The output of layer `to` when that of `from` is replaced by `activations` [rows, tokens, width]. */
  activationsFrom(from: LayerName, activations: Tensor, to: LayerName, tokens: TokenContext): Tensor {
    return this.#model.activationsFrom(from, activations, to, tokens);
  }

  /**
   * Logits when the layer's output is replaced by `activations` [rows, tokens, width]: [rows, labels], or [rows, reads, labels] of the tokens that `reads` names.
   */
  logitsFrom(layer: LayerName, activations: Tensor, tokens: TokenContext): Tensor {
    return this.#model.logitsFrom(layer, activations, tokens);
  }

  /** Frees the weights on the backend, which stays open. */
  dispose(): void {
    this.backend.release(this.#variables.map(({ node }) => node));
  }
}

/** How a classifier is loaded. */
export interface LoadOptions extends ReadOptions {
  /** Is given the configuration and the model's name before a weight is read; what it throws, the load rejects with. */
  readonly check?: ((config: BertConfig, name: string) => void) | undefined;
}

/**
 * Loads a classifier from a folder in Hugging Face layout: config.json, model.safetensors, tokenizer.json or vocab.txt.
 *
 * @throws ModelError if a file is missing or damaged, or files contradict one another
 * @throws ModelError if the weights are more than the backend can have
 * @throws UnsupportedModelError for a sound model of another kind
 */
export async function loadClassifier(
  folder: Folder,
  backend: Backend,
  { check, ...options }: LoadOptions = {},
): Promise<BertClassifier> {
  const start = performance.now();
  const name = folder.modelName ?? lastSegment(folder.name);
  let weights: StackedWeights | undefined;
  let words: WordTable | undefined;
  // Each weight goes to the backend as soon as it is read, so that none of them is in memory twice; the table of words stays here.
  const placing = (config: BertConfig): TakeWeight<void> => {
    check?.(config, name);
    checkRoom(name, config, backend);
    const stacked = (weights = new StackedWeights(config, () => {
      throw new Error(`the weights of ${name} were released: load it again`);
    }));
    return async ({ shape, numbers }, weight) => {
      if (weight === wordTableOf(config)) words = new WordTable(shape, numbers);
      else await stacked.write(backend, weight, numbers);
    };
  };
  try {
    const { config } = await takeCheckpoint(folder, placing, options);
    const tokenizer = await loadTokenizerOf(folder, config);
    const loadMilliseconds = performance.now() - start;
    const wordEmbeddings = (ids: Int32Array): Float32Array => words!.rows(ids);
    return new BertClassifier({
      name,
      config,
      tokenizer,
      wordEmbeddings,
      weights: weights!.tensors,
      variables: weights!.variables,
      backend,
      loadMilliseconds,
    });
  } catch (error) {
    backend.release((weights?.variables ?? []).map(({ node }) => node));
    throw error;
  }
}

/** Throws where the backend cannot have all weights, before they are read. */
function checkRoom(name: string, config: BertConfig, { name: device, capacityBytes }: Backend): void {
  const bytes = bytesOnDevice(config);
  if (bytes <= capacityBytes) return;
  throw new ModelError(
    `${name}: its weights take ${bytes} bytes as float32, and the ${device} backend can have ${capacityBytes}`,
  );
}

/** What transformers takes where the file leaves it open. The label of a token is always one of several. */
function problemTypeOf({ task, problemType, labels }: BertConfig): ProblemType {
  if (task !== 'text-classification') return 'single_label_classification';
  // A single output is a number to be predicted.
  return problemType ?? (labels.length === 1 ? 'regression' : 'single_label_classification');
}

function lastSegment(path: string): string {
  return path.split(/[/\\]/).findLast((segment) => segment !== '' && segment !== '.') ?? path;
}
