import type { AlignedText } from '../alignedText.ts';

/** Receives a pre-token: the code points `[first, last)` of `text`, which is valid until the call returns. */
export type OnPreToken = (text: AlignedText, first: number, last: number) => void;

/** The second stage: cuts a normal form into pre-tokens, across which no token reaches. It may write them in another way. */
export interface PreTokenizer {
  /** Whether a pre-token is a word and holds no whitespace. Where not, words are found by `words.ts`. */
  readonly isWord: boolean;
  /** Calls `onPreToken` with the pre-tokens of `text[first, last)` in order. */
  split(text: AlignedText, first: number, last: number, onPreToken: OnPreToken): void;
  /** Whether a pre-token ends after this UTF-16 unit, whatever follows. Where it is not told, a text is split as a whole. */
  endsAfter?(unit: number): boolean;
}
