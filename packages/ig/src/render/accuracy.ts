import type { AccuracyCount } from '../accuracy.ts';
import { counted, percent } from './numbers.ts';

/** How often the model was right, and of what that was not counted, in words. */
export function accuracyOf(count: AccuracyCount | null): string[] {
  if (count === null) return [];
  const { right, labelled, unknown = 0, unknownLabels = [] } = count;
  const share = `accuracy ${percent(right / labelled)} (${right} of ${labelled})`;
  const named = unknownLabels.map((label) => `"${label}"`).join(', ');
  const others = `${counted(unknown, 'label is none', 'labels are none')} of the model's: ${named}`;
  return [...(labelled > 0 ? [share] : []), ...(unknown > 0 ? [others] : [])];
}
