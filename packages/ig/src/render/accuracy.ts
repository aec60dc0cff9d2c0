import type { AccuracyCount } from '../accuracy.ts';
import { percent } from './numbers.ts';

/** How often the model was right, in words. */
export function accuracyOf({ right, labelled }: AccuracyCount): string {
  return `accuracy ${percent(right / labelled)} (${right} of ${labelled})`;
}
