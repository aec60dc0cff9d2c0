import { ModelError } from '../../errors.ts';
import { AlignedText } from '../alignedText.ts';
import { type JsonObject, listField } from '../fields.ts';
import { type Kinds, readStage } from '../kinds.ts';
import type { Normalizer } from './normalizer.ts';

/** No normal form of Unicode makes a text so much longer (U+FDFA becomes 18 characters); a file could, by steps that double it. */
const greatestGrowth = 64;

/** Hugging Face's `Sequence`: one normalizer after the other. */
export class SequenceNormalizer implements Normalizer {
  readonly #steps: readonly Normalizer[];

  constructor(steps: readonly Normalizer[]) {
    this.#steps = steps;
  }

  /** @throws ModelError if the text grows beyond measure */
  normalize(input: AlignedText, output: AlignedText): void {
    let text = input;
    for (const step of this.#steps) {
      const next = new AlignedText();
      step.normalize(text, next);
      if (next.length > greatestGrowth * input.length) {
        throw new ModelError(
          `tokenizer.json: normalizer makes a text more than ${greatestGrowth} times as long`,
        );
      }
      text = next;
    }
    output.pushFrom(text, 0, text.length);
  }
}

export function readSequenceNormalizer(fields: JsonObject, path: string, kinds: Kinds): SequenceNormalizer {
  // There is no sequence in a sequence.
  const { Sequence: _, ...readers } = kinds.normalizer;
  const steps = listField(fields['normalizers'], `${path}.normalizers`);
  return new SequenceNormalizer(
    steps.map((step, i) => readStage(step, `${path}.normalizers[${i}]`, readers, kinds)),
  );
}
