import { CharacterClass, hasClass } from './unicode/unicode.ts';

/** The ranges of a text's tokens, in UTF-16 units. */
export interface PlacedTokens {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const standsAlone = CharacterClass.punctuation | CharacterClass.chinese;

/**
 * The number of the word that each token belongs to, where pre-tokens are not words: words are what BERT's normalizer and pre-tokenizer make of a text, delimited
 * by whitespace, and around punctuation and Chinese characters. A token of nothing but whitespace belongs to the word that follows, at the end of the text to
 * the last one, and to none (null) in a text without words.
 */
export function wordsOf(text: string, { starts, ends }: PlacedTokens): (number | null)[] {
  const words: number[] = [];
  let word = -1;
  /** Whether the word at hand is nothing but whitespace so far. */
  let isBlank = false;
  for (const [i, start] of starts.entries()) {
    const begins = i === 0 || isBorder(text, ends[i - 1]!, start);
    if (begins && !isBlank) word += 1;
    isBlank = (begins || isBlank) && isWhitespace(text, start, ends[i]!);
    words.push(word);
  }
  const lastWord = isBlank ? word - 1 : word;
  return words.map((of) => (lastWord < 0 ? null : Math.min(of, lastWord)));
}

/** Whether a word ends between a token and the next. Those that share a character are of one word. */
function isBorder(text: string, previousEnd: number, start: number): boolean {
  if (start < previousEnd) return false;
  if (hasClass(text.codePointAt(start) ?? 0, standsAlone)) return true;
  if (hasClass(codePointBefore(text, previousEnd), standsAlone)) return true;
  for (let at = previousEnd - 1; at <= start; at++) {
    if (hasClass(text.charCodeAt(at), CharacterClass.whitespace)) return true;
  }
  return false;
}

function codePointBefore(text: string, end: number): number {
  const codePoint = text.codePointAt(Math.max(0, end - 2))!;
  return codePoint > 0xffff ? codePoint : text.charCodeAt(end - 1);
}

function isWhitespace(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (!hasClass(text.charCodeAt(at), CharacterClass.whitespace)) return false;
  }
  return true;
}
