import type { TextToken } from '../classifier.ts';
import { wordPieces } from './wordPieces.ts';

/** A word where it stands, without the whitespace that its pieces may have at its ends. */
export interface WrittenWord {
  readonly text: string;
  /** UTF-16 offsets into the text, or into the pair for segment 1. */
  readonly start: number;
  readonly end: number;
  /** Present on what belongs to the pair. */
  readonly segment?: 1;
}

/** A word with its pieces. */
export interface ReadWord {
  readonly written: WrittenWord;
  /** Their places among the tokens. */
  readonly pieces: readonly number[];
}

/** The words of a text and its pair, in reading order. */
export function readWords(text: string, pair: string | null, tokens: readonly TextToken[]): ReadWord[] {
  return wordPieces(tokens).map((pieces) => {
    const { start, segment } = tokens[pieces[0]!]!;
    const { end } = tokens[pieces.at(-1)!]!;
    const written = trimmed(segment === 1 ? pair! : text, start!, end!);
    return { written: { ...written, ...(segment === 1 && { segment }) }, pieces };
  });
}

function trimmed(text: string, start: number, end: number): { text: string; start: number; end: number } {
  const written = text.slice(start, end);
  const word = written.trim();
  const from = start + written.length - written.trimStart().length;
  return { text: word, start: from, end: from + word.length };
}
