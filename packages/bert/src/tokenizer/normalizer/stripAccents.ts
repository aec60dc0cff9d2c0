import { CodePointSet } from '../unicode/codePointSet.ts';
import { combiningMarks } from '../unicode/beyondBertData.ts';
import type { Normalizer } from './normalizer.ts';

const marks = new CodePointSet(combiningMarks);

/** Hugging Face's `StripAccents`: leaves out combining marks. */
export const stripAccents: Normalizer = {
  normalize(input, output) {
    for (let i = 0; i < input.length; i++) {
      if (!marks.has(input.codePoints[i]!)) output.pushFrom(input, i, i + 1);
    }
  },
};
