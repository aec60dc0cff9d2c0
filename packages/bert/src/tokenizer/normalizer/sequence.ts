import { AlignedText } from '../alignedText.ts';
import { type JsonObject, listField } from '../fields.ts';
import { type Kinds, readStage } from '../kinds.ts';
import type { Normalizer } from './normalizer.ts';

/** Hugging Face's `Sequence`: one normalizer after the other. */
export class SequenceNormalizer implements Normalizer {
  readonly #steps: readonly Normalizer[];

  constructor(steps: readonly Normalizer[]) {
    this.#steps = steps;
  }

  normalize(input: AlignedText, output: AlignedText): void {
    let text = input;
    for (const step of this.#steps) {
      const next = new AlignedText();
      step.normalize(text, next);
      text = next;
    }
    output.pushFrom(text, 0, text.length);
  }
}

export function readSequenceNormalizer(fields: JsonObject, path: string, kinds: Kinds): SequenceNormalizer {
  const steps = listField(fields['normalizers'], `${path}.normalizers`);
  return new SequenceNormalizer(
    steps.map((step, i) => readStage(step, `${path}.normalizers[${i}]`, kinds.normalizer, kinds)),
  );
}
