import type { EvaluatedContender } from './evaluate.ts';
import { metrics, type Metric } from './metrics.ts';

/**
 * Fewer texts tell nothing from chance: the percentile interval of n values is √((n − 1)/n)·1.96/t of the width that it should have, t being Student's 97.5 %
 * quantile (Hesterberg 2015). That is 0.82 for ten texts and 0.63 for five; for one there is no width at all.
 */
export const fewestTexts = 10;

/** Whether a contender is better than the random ranking beyond both intervals; false where one of them has no value, or is of too few texts. */
export function beatsRandom(
  { metrics: own }: EvaluatedContender,
  contenders: readonly EvaluatedContender[],
  metric: Metric,
): boolean {
  const floor = contenders.find(({ explainer }) => explainer === 'random')?.metrics[metric];
  const found = own[metric];
  if (!floor || !found || Math.min(floor.texts, found.texts) < fewestTexts) return false;
  const { better } = metrics[metric];
  if (better === null) return false;
  return better === 'more' ? found.low > floor.high : found.high < floor.low;
}
