import type { NumericArray } from '@gradlens/tensor';
import type { DifferentiableClassifier } from './classifier.ts';
import { OptionError } from './errors.ts';
import { nearest } from './nearest.ts';

/** The output that is explained: a weighted sum of the logits. */
export interface Target {
  /** The label's index and name; null where the sum of all logits is explained. */
  readonly index: number | null;
  readonly label: string | null;
  /** How much each logit counts: [labels]. */
  readonly weights: Float32Array;
}

/**
 * The target that a user names: `predicted`, `sum` (of all logits), a label, or a label's index. A label's name wins over the words above.
 * Throws an OptionError for anything else.
 */
export function resolveTarget(
  choice: string,
  { labels }: DifferentiableClassifier,
  logits: NumericArray,
): Target {
  const named = labels.indexOf(choice);
  if (named >= 0) return single(named, labels);
  if (choice === 'predicted') return single(largestIndex(logits), labels);
  if (choice === 'sum') return { index: null, label: null, weights: new Float32Array(labels.length).fill(1) };
  if (/^\d+$/.test(choice) && Number(choice) < labels.length) return single(Number(choice), labels);
  const known = ['predicted', 'sum', ...labels];
  throw new OptionError(
    'target',
    `unknown target "${choice}"${nearest(choice, known)}: expected predicted, sum, an index below ${labels.length} or a label (${labels.join(', ')})`,
  );
}

/** F at logits [labels]. */
export function targetValue({ weights }: Target, logits: NumericArray): number {
  return weights.reduce((total, weight, i) => total + weight * logits[i]!, 0);
}

export function largestIndex(logits: NumericArray): number {
  let index = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[index]!) index = i;
  return index;
}

function single(index: number, labels: readonly string[]): Target {
  return {
    index,
    label: labels[index]!,
    weights: Float32Array.from(labels, (_, i) => (i === index ? 1 : 0)),
  };
}
