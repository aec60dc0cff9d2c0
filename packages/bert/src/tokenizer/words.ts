import { CharacterClass, hasClass } from './unicode/unicode.ts';

/** Tokens of one text: where they stand in it, and which pre-token each is of. */
export interface PlacedTokens {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly preTokens: readonly number[];
}

const standsAlone = CharacterClass.punctuation | CharacterClass.chinese;

/**
 * The number of the word that each token belongs to, where pre-tokens are wider than words or hold whitespace: a word begins where a pre-token does,
 * and around punctuation and Chinese characters, as in BERT. A token of nothing but whitespace belongs to the word that follows, at the end of
 * the text to the last one, and to none (null) in a text without words.
 */
export function wordsOf(text: string, { starts, ends, preTokens }: PlacedTokens): (number | null)[] {
  const words: (number | null)[] = [];
  let word = -1;
  /** Whether the word at hand is nothing but whitespace so far. */
  let isBlank = false;
  for (const [i, start] of starts.entries()) {
    const begins = i === 0 || preTokens[i] !== preTokens[i - 1] || isBorder(text, ends[i - 1]!, start);
    if (begins && !isBlank) word += 1;
    isBlank = (begins || isBlank) && isWhitespace(text, start, ends[i]!);
    words.push(word);
  }
  if (!isBlank) return words;
  return words.map((of) => (of === word ? (word === 0 ? null : word - 1) : of));
}

/** Whether one of the characters on both sides of `start` stands alone; tokens that share a character are one word. */
function isBorder(text: string, previousEnd: number, start: number): boolean {
  if (start < previousEnd) return false;
  const before = text.charCodeAt(start - 1);
  const low = before >= 0xdc00 && before < 0xe000;
  return (
    hasClass(text.codePointAt(start) ?? 0, standsAlone) ||
    hasClass(low ? text.codePointAt(start - 2)! : before, standsAlone)
  );
}

function isWhitespace(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++)
    if (!hasClass(text.charCodeAt(at), CharacterClass.whitespace)) return false;
  return true;
}
