import { OptionError } from './errors.ts';
import type { DifferentiableClassifier, TextToken } from './classifier.ts';

/** What stands for "no text": every token of the text replaced by [PAD], [MASK] or [UNK], or activations of zero. */
export const baselines = ['pad', 'mask', 'zero', 'unk'] as const;
export type Baseline = (typeof baselines)[number];

/**
 * The baseline's token ids; special tokens stay. Under `zero` the activations are replaced instead and the ids are the text's.
 * Throws an OptionError when the vocabulary lacks the baseline's token.
 */
export function baselineIds(
  baseline: Baseline,
  tokens: readonly TextToken[],
  model: DifferentiableClassifier,
): Int32Array {
  if (baseline === 'zero') return Int32Array.from(tokens, ({ id }) => id);
  const neutral = model.neutralTokenIds[baseline];
  if (neutral === null) {
    throw new OptionError(
      'baseline',
      `baseline "${baseline}": the model's vocabulary has no such token; use one of ${baselines.join(', ')}`,
    );
  }
  return Int32Array.from(tokens, ({ id, special }) => (special ? id : neutral));
}
