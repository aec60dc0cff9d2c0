import type { Backend, NumericArray, Tensor } from '@gradlens/tensor';

/** What a model needs to know of rows of tokens besides their words, as tensors; where activations are given one row may serve all. */
export interface TokenContext {
  /** i32 [rows, tokens] */
  readonly tokenTypeIds: Tensor;
  /** f32 [rows, tokens]: 1 for tokens, 0 for padding. */
  readonly attentionMask: Tensor;
  /** i32 [rows, tokens] */
  readonly positionIds: Tensor;
  /**
   * f32 [rows, reads, tokens]: the tokens whose labels are read, each a row of zeros with a 1 at the token. Left out where the text as a whole is
   * classified.
   */
  readonly reads?: Tensor;
}

/** The layers of the encoder, whose output has passed through attention. */
export function encoderLayers({ layers }: Pick<DifferentiableClassifier, 'layers'>): string[] {
  return layers.filter((layer) => layer.startsWith('encoder.'));
}

/** A token of a text. */
export interface TextToken {
  readonly token: string;
  readonly id: number;
  /** UTF-16 offsets into the text, or into the pair for segment 1; null for tokens that the model adds. */
  readonly start: number | null;
  readonly end: number | null;
  /** Added by the model, like [CLS]: kept by baselines. */
  readonly special: boolean;
  readonly segment: 0 | 1;
  /** Of the types that the model knows: for BERT the segment. */
  readonly type: number;
  /** Pieces of one word have the same number; null for special tokens, and for whitespace in a text without words. */
  readonly word: number | null;
}

/** A text as the model reads it. */
export interface EncodedText {
  readonly tokens: readonly TextToken[];
  /** Tokens that were cut off because the model has no positions for them. */
  readonly truncated: number;
}

/**
 * What explanations need of a classifier of texts, or of their tokens. Whoever implements it can be explained; @gradlens/bert's classifiers do.
 */
export interface DifferentiableClassifier {
  readonly name: string;
  readonly architecture: string;
  /**
   * What has labels: the text, or each of its tokens. Of a model that finds answers a token has two: that the answer to the text starts there in the pair, and
   * that it ends there.
   */
  readonly task: 'text-classification' | 'token-classification' | 'question-answering';
  /** Labels by the index of their logit. */
  readonly labels: readonly string[];
  /** What the logits mean: scores of labels that exclude each other, of labels that do not, or the predicted number itself. */
  readonly problemType: 'single_label_classification' | 'multi_label_classification' | 'regression';
  /** Layers whose output can be replaced, in the order of the computation; the first gives word embeddings. */
  readonly layers: readonly string[];
  /**
   * What the embedding of a token is the sum of. The layer `embedding_parts` has these parts one after the other along the tokens' axis,
   * [rows, parts·tokens, width], and stands before the layer `embeddings`.
   */
  readonly embeddingParts: readonly string[];
  /** How many words have an embedding: their ids are 0, 1, … */
  readonly vocabularySize: number;
  /** Tokens that the model reads at most. */
  readonly maxTokens: number;
  readonly backend: Backend;
  /** Milliseconds that loading took. */
  readonly loadMilliseconds: number;
  /** Ids of the tokens that stand for nothing, in baselines; null where the vocabulary has none. */
  readonly neutralTokenIds: Readonly<Record<'pad' | 'mask' | 'unk', number | null>>;

  /** The text's tokens, cut to `maxTokens` unless the `whole` text is wanted. */
  encode(text: string, pair?: string, options?: { readonly whole?: boolean }): EncodedText;
  /** How many numbers a layer gives for a token. */
  widthOf(layer: string): number;
  /** The positions that the model gives to a row of ids, both [tokens]. */
  positionIds(inputIds: Int32Array): Int32Array;
  /** The embeddings of words by their ids, [ids, width of the first layer]: what all else is computed from. */
  wordEmbeddings(ids: Int32Array): NumericArray;
  /** The output of the layer `to` when that of `from`, which comes before it or is the same, is `activations` [rows, tokens, width]. */
  activationsFrom(from: string, activations: Tensor, to: string, tokens: TokenContext): Tensor;
  /**
   * Logits when the layer's output is replaced by `activations` [rows, tokens, width]: [rows, labels], or [rows, reads, labels] where tokens are read; no row
   * sees another.
   */
  logitsFrom(layer: string, activations: Tensor, tokens: TokenContext): Tensor;
}
