import { UnsupportedModelError } from '../../errors.ts';
import { show } from '../../show.ts';
import type { AlignedText } from '../alignedText.ts';
import { type JsonObject, listField } from '../fields.ts';
import { type Kinds, readStage } from '../kinds.ts';
import { wordsOf } from '../words.ts';
import type { OnPreToken, PreTokenizer } from './preTokenizer.ts';

/** Hugging Face's `Sequence`: each splits what the one before it has left. */
class SequencePreTokenizer implements PreTokenizer {
  readonly wordsOf = wordsOf;
  readonly #steps: readonly PreTokenizer[];

  constructor(steps: readonly PreTokenizer[]) {
    this.#steps = steps;
  }

  split(text: AlignedText, first: number, last: number, onPreToken: OnPreToken): void {
    this.#splitFrom(0, text, first, last, onPreToken);
  }

  #splitFrom(step: number, text: AlignedText, first: number, last: number, onPreToken: OnPreToken): void {
    const current = this.#steps[step];
    if (current === undefined) onPreToken(text, first, last);
    else
      current.split(text, first, last, (part, from, to) =>
        this.#splitFrom(step + 1, part, from, to, onPreToken),
      );
  }
}

export function readSequencePreTokenizer(fields: JsonObject, path: string, kinds: Kinds): PreTokenizer {
  // There is no sequence in a sequence.
  const { Sequence: _, ...readers } = kinds.pre_tokenizer;
  const types = new Set<unknown>();
  const steps = listField(fields['pretokenizers'], `${path}.pretokenizers`).map((step, i) => {
    const at = `${path}.pretokenizers[${i}]`;
    const read = readStage(step, at, readers, kinds);
    const { type } = step as JsonObject;
    // Every ByteLevel makes a text longer, so that many would make it long beyond measure.
    if (types.has(type)) {
      throw new UnsupportedModelError(`${at}.type is ${show(type)} again, which is not supported`);
    }
    types.add(type);
    return read;
  });
  return new SequencePreTokenizer(steps);
}
