import { oneOf } from '../choices/oneOf.ts';
import { OptionError } from '../errors.ts';

/**
 * What stands for "no text". `pad`, `mask`, `unk`: every token of the text replaced by that one. `zero`: activations of zero. `mean`: word
 * embeddings replaced by the mean of all in the vocabulary.
 */
export const baselineNames = ['pad', 'mask', 'zero', 'unk', 'mean'] as const;
export type BaselineName = (typeof baselineNames)[number];

/** A baseline, or several that attributions are averaged over, as data. */
export type Baseline =
  | { readonly kind: BaselineName }
  /** The tokens of a neutral text in place of the text's. */
  | { readonly kind: 'text'; readonly text: string }
  /** Some of the texts that are given, each a baseline. */
  | { readonly kind: 'sampled'; readonly count: number };

/** Reads a baseline as users write it: a name, `text:…` or `sampled:N`. Throws an OptionError for anything else. */
export function parseBaseline(written: string): Baseline {
  const [, kind, rest = ''] = /^(text|sampled):(.*)$/s.exec(written) ?? [];
  if (kind === 'text') {
    if (rest.trim() === '')
      throw new OptionError('baseline', 'baseline "text:": write the text after the colon');
    return { kind, text: rest };
  }
  if (kind === 'sampled') {
    const count = Number(rest);
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new OptionError(
        'baseline',
        `baseline "${written}": expected sampled:N with a whole number N of at least 1`,
      );
    }
    return { kind, count };
  }
  return { kind: oneOf('baseline', written, baselineNames, ['text:…', 'sampled:N']) };
}
