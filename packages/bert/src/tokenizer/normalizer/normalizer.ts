import { AlignedText } from '../alignedText.ts';

/**
 * How many times as long a file may make a text, in one step or in all of them. No normal form of Unicode makes a text so much longer: U+FDFA becomes 18
 * characters, of 33 bytes.
 */
export const greatestGrowth = 64;

/** The first stage: a text in its normal form, whose ranges still lead into the original. */
export interface Normalizer {
  /** Appends the normal form of `input` to `output`. */
  normalize(input: AlignedText, output: AlignedText): void;
  /**
   * Whether the normal form of a text that goes on after this UTF-16 unit is that of the text up to it and then that of the rest. Where it is
   * not told, a text is normalised as a whole.
   */
  endsAfter?(unit: number): boolean;
}

/** The normal form of a whole text, without its ranges. */
export function normalForm(normalizer: Normalizer, text: string): string {
  const input = new AlignedText();
  const output = new AlignedText();
  input.pushText(text, 0, text.length);
  normalizer.normalize(input, output);
  return output.slice(0, output.length);
}
