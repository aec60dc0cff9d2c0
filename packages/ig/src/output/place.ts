import type { NumericArray } from '@gradlens/tensor';
import type { TextToken } from '../classifier.ts';
import type { ReadWord, WrittenWord } from '../text/writtenWords.ts';

/** What is explained where tokens have labels: one label of one of them. */
export interface Place {
  /** Its place among the tokens. */
  readonly token: number;
  /** The label's index. */
  readonly label: number;
  /** The word that it is a piece of. */
  readonly word: WrittenWord;
  /** What a model that finds answers says, besides the token's logits. */
  readonly said?: SaidOfPlace;
}

export interface SaidOfPlace {
  /** That the answer starts at the token, and that it ends there. */
  readonly probabilities: readonly [number, number];
  readonly answer: WrittenWord & { readonly probability: number };
}

/** A text whose tokens have labels, as the model read it. */
export interface LabelledText {
  readonly tokens: readonly TextToken[];
  readonly words: readonly ReadWord[];
  readonly pair: string | null;
  /** By token: [labels]. */
  readonly logits: readonly NumericArray[];
}
