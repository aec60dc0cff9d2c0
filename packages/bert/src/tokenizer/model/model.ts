import type { AlignedText } from '../alignedText.ts';

/** Receives a token's id and the code points `[first, last)` that it stands for. */
export type OnPiece = (id: number, first: number, last: number) => void;

/** The third stage: cuts pre-tokens into tokens of a vocabulary. */
export interface Model {
  /** As `type` of a tokenizer file calls it. */
  readonly kind: 'WordPiece' | 'BPE' | 'Unigram';
  /** Ids by token. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** The token for what the vocabulary does not hold; undefined where the model does not say. */
  readonly unknownToken: string | undefined;
  /** Calls `onPiece` with the tokens of the pre-token `text[first, last)` in order. */
  tokenize(text: AlignedText, first: number, last: number, onPiece: OnPiece): void;
}
