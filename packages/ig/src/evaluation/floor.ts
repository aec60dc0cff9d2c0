import type { EvaluatedContender } from './evaluate.ts';
import { metrics, type Metric } from './metrics.ts';

/** Whether a contender is better than the random ranking beyond both intervals; false where one of them has no value. */
export function beatsRandom(
  { metrics: own }: EvaluatedContender,
  contenders: readonly EvaluatedContender[],
  metric: Metric,
): boolean {
  const floor = contenders.find(({ explainer }) => explainer === 'random')?.metrics[metric];
  const found = own[metric];
  if (!floor || !found) return false;
  return metrics[metric].better === 'more' ? found.low > floor.high : found.high < floor.low;
}
