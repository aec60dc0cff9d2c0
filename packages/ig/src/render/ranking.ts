import type { EvaluatedContender, Evaluation } from '../evaluation/evaluate.ts';
import type { Estimate } from '../evaluation/bootstrap.ts';
import { beatsRandom } from '../evaluation/floor.ts';
import { metricNames, metrics, type Metric } from '../evaluation/metrics.ts';
import { accuracyOf } from './accuracy.ts';
import { columnFormat, counted, number } from './numbers.ts';

/** Contenders by one metric, the best first, with their numbers written alike. */
export interface Ranking {
  readonly metric: Metric;
  readonly places: readonly Place[];
}

export interface Place {
  readonly name: string;
  readonly estimate: Estimate;
  readonly mean: string;
  /** `low to high` */
  readonly interval: string;
  /** Whether it is better than the random ranking beyond both intervals. */
  readonly beatsRandom: boolean;
}

/** The rankings by all metrics that anything was measured of. */
export function rankingsOf({ contenders }: Evaluation): Ranking[] {
  return metricNames.flatMap((metric) => {
    const sign = metrics[metric].better === 'more' ? -1 : 1;
    const rated = contenders
      .flatMap((contender) => {
        const estimate = contender.metrics[metric];
        return estimate ? [{ contender, estimate }] : [];
      })
      .sort((a, b) => sign * (a.estimate.mean - b.estimate.mean));
    if (rated.length === 0) return [];
    const format = columnFormat(rated.flatMap(({ estimate: { low, high } }) => [low, high]));
    const places = rated.map(({ contender, estimate }) => ({
      name: nameOf(contender),
      estimate,
      mean: number(estimate.mean, format),
      interval: `${number(estimate.low, format)} to ${number(estimate.high, format)}`,
      beatsRandom: beatsRandom(contender, contenders, metric),
    }));
    return [{ metric, places }];
  });
}

/** On how many texts, and how often the model was right. */
export function extentOf({ texts, failures, accuracy }: Evaluation): string {
  return [
    counted(texts, 'text'),
    ...(failures > 0 ? [`${failures} more could not be explained`] : []),
    ...accuracyOf(accuracy),
  ].join(', ');
}

function nameOf({ explainer, baseline }: EvaluatedContender): string {
  const name = explainer.replaceAll('_', ' ');
  return baseline === null ? name : `${name}, ${baseline}`;
}
