import type { AlignedText } from '../alignedText.ts';
import { CharacterClass, hasClass } from '../unicode/unicode.ts';
import type { OnPreToken, PreTokenizer } from './preTokenizer.ts';

const boundary = CharacterClass.whitespace | CharacterClass.punctuation;

/** Hugging Face's `BertPreTokenizer`: splits at whitespace, which is dropped, and around every punctuation character. */
export const bertPreTokenizer: PreTokenizer = {
  split(text: AlignedText, first: number, last: number, onPreToken: OnPreToken): void {
    let wordStart = first;
    for (let i = first; i < last; i++) {
      const codePoint = text.codePoints[i]!;
      if (!hasClass(codePoint, boundary)) continue;
      if (wordStart < i) onPreToken(text, wordStart, i);
      if (hasClass(codePoint, CharacterClass.punctuation)) onPreToken(text, i, i + 1);
      wordStart = i + 1;
    }
    if (wordStart < last) onPreToken(text, wordStart, last);
  },

  endsAfter: (unit) => hasClass(unit, boundary),
};
