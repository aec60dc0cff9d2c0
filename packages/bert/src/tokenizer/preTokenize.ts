import type { AlignedText } from './alignedText.ts';
import { CharacterClass, hasClass } from './unicode.ts';

/**
 * Splits `text[first, last)` as Hugging Face's `BertPreTokenizer`: at whitespace, which is dropped, and around
 * every punctuation character. Calls `onWord` with the range of each pre-token.
 */
export function preTokenize(
  text: AlignedText,
  first: number,
  last: number,
  onWord: (first: number, last: number) => void,
): void {
  const boundary = CharacterClass.whitespace | CharacterClass.punctuation;
  let wordStart = first;
  for (let i = first; i < last; i++) {
    const codePoint = text.codePoints[i]!;
    if (!hasClass(codePoint, boundary)) continue;
    if (wordStart < i) onWord(wordStart, i);
    if (hasClass(codePoint, CharacterClass.punctuation)) onWord(i, i + 1);
    wordStart = i + 1;
  }
  if (wordStart < last) onWord(wordStart, last);
}
