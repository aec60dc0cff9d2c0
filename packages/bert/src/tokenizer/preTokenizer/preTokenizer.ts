import type { AlignedText } from '../alignedText.ts';
import type { PlacedTokens } from '../words.ts';

/** Receives a pre-token: the code points `[first, last)` of `text`, which is valid until the call returns. */
export type OnPreToken = (text: AlignedText, first: number, last: number) => void;

/** The second stage: cuts a normal form into pre-tokens, across which no token reaches. It may write them in another way. */
export interface PreTokenizer {
  /** The number of the word that each token of a text belongs to. Where it is not told, every pre-token is a word. */
  wordsOf?(text: string, tokens: PlacedTokens): (number | null)[];
  /** Calls `onPreToken` with the pre-tokens of `text[first, last)` in order. */
  split(text: AlignedText, first: number, last: number, onPreToken: OnPreToken): void;
  /** Whether a pre-token ends after this UTF-16 unit, whatever follows. Where it is not told, a text is split as a whole. */
  endsAfter?(unit: number): boolean;
}
