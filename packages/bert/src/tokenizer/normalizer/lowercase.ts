import { CharacterClass, hasClass, lowercaseOf } from '../unicode/unicode.ts';
import type { Normalizer } from './normalizer.ts';

/** Hugging Face's `Lowercase`: each character by itself. */
export const lowercase: Normalizer = {
  normalize(input, output) {
    for (let i = 0; i < input.length; i++) {
      const codePoint = input.codePoints[i]!;
      if (!hasClass(codePoint, CharacterClass.cased)) output.pushFrom(input, i, i + 1);
      else for (const part of lowercaseOf(codePoint)) output.push(part, input.starts[i]!, input.ends[i]!);
    }
  },
};
