import { ModelError } from '../../errors.ts';
import { AlignedText } from '../alignedText.ts';
import { type JsonObject, listField, unexpected } from '../fields.ts';
import { type Kinds, readStage } from '../kinds.ts';
import { greatestGrowth, type Normalizer } from './normalizer.ts';

/** More steps than any file has; each costs memory of its own for every text and every added token. */
const mostSteps = 32;

/** Hugging Face's `Sequence`: one normalizer after the other. */
export class SequenceNormalizer implements Normalizer {
  readonly #steps: readonly Normalizer[];

  constructor(steps: readonly Normalizer[]) {
    this.#steps = steps;
  }

  /** @throws ModelError if the text grows beyond measure */
  normalize(input: AlignedText, output: AlignedText): void {
    const checkLength = (length: number): void => {
      if (length <= greatestGrowth * input.length) return;
      throw new ModelError(
        `tokenizer.json: normalizer makes a text more than ${greatestGrowth} times as long`,
      );
    };
    let text = input;
    for (const step of this.#steps) {
      const next = new AlignedText(checkLength);
      step.normalize(text, next);
      checkLength(next.length);
      text = next;
    }
    output.pushFrom(text, 0, text.length);
  }
}

export function readSequenceNormalizer(fields: JsonObject, path: string, kinds: Kinds): SequenceNormalizer {
  // There is no sequence in a sequence.
  const { Sequence: _, ...readers } = kinds.normalizer;
  const steps = listField(fields['normalizers'], `${path}.normalizers`);
  if (steps.length > mostSteps) {
    throw unexpected(steps, `${path}.normalizers`, `a list of at most ${mostSteps} steps`);
  }
  return new SequenceNormalizer(
    steps.map((step, i) => readStage(step, `${path}.normalizers[${i}]`, readers, kinds)),
  );
}
