import type { Backend, Tensor } from '@gradlens/tensor';

/** Token ids [1, tokens] and what goes with them, as tensors. */
export interface TokenTensors {
  /** i32 [1, tokens] */
  readonly inputIds: Tensor;
  /** i32 [1, tokens]: 0 in the first segment, 1 in the second. */
  readonly tokenTypeIds: Tensor;
  /** f32 [1, tokens]: 1 for tokens, 0 for padding. */
  readonly attentionMask: Tensor;
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
  /** Pieces of one word have the same number; null for special tokens. */
  readonly word: number | null;
}

/** A text as the model reads it. */
export interface EncodedText {
  readonly tokens: readonly TextToken[];
  /** Tokens that were cut off because the model has no positions for them. */
  readonly truncated: number;
}

/**
 * What integrated gradients needs of a text classifier. Whoever implements it can be explained; @gradlens/bert's classifiers do.
 */
export interface DifferentiableClassifier {
  readonly name: string;
  readonly architecture: string;
  /** Labels by the index of their logit. */
  readonly labels: readonly string[];
  /** What the logits mean: scores of labels that exclude each other, of labels that do not, or the predicted number itself. */
  readonly problemType: 'single_label_classification' | 'multi_label_classification' | 'regression';
  /** Layers whose output can be replaced, in the order of the computation. */
  readonly layers: readonly string[];
  readonly backend: Backend;
  /** Milliseconds that loading took. */
  readonly loadMilliseconds: number;
  /** Ids of the tokens that stand for nothing, in baselines; null where the vocabulary has none. */
  readonly neutralTokenIds: Readonly<Record<'pad' | 'mask' | 'unk', number | null>>;

  encode(text: string, pair?: string): EncodedText;
  /** The output of a layer [1, tokens, hiddenSize] on tokens. */
  activations(layer: string, tokens: TokenTensors): Tensor;
  /** Logits [rows, labels] when the layer's output is replaced by `activations` [rows, tokens, hiddenSize]; no row sees another. */
  logitsFrom(layer: string, activations: Tensor, tokens: TokenTensors): Tensor;
}
