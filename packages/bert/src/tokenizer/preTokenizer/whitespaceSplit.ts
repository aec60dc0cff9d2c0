import { CharacterClass, hasClass } from '../unicode/unicode.ts';
import { wordsOf } from '../words.ts';
import type { PreTokenizer } from './preTokenizer.ts';

/** Hugging Face's `WhitespaceSplit`: splits at whitespace, which is dropped. */
export const whitespaceSplit: PreTokenizer = {
  wordsOf,

  split(text, first, last, onPreToken) {
    let start = first;
    for (let i = first; i < last; i++) {
      if (!hasClass(text.codePoints[i]!, CharacterClass.whitespace)) continue;
      if (start < i) onPreToken(text, start, i);
      start = i + 1;
    }
    if (start < last) onPreToken(text, start, last);
  },
};
