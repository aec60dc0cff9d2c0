import type { Evaluation } from '../evaluation/evaluate.ts';
import type { Estimate } from '../evaluation/bootstrap.ts';
import { beatsRandom, fewestTexts } from '../evaluation/floor.ts';
import { metricNames, metrics, type Metric } from '../evaluation/metrics.ts';
import { accuracyOf } from './accuracy.ts';
import { columnFormat, counted, number } from './numbers.ts';

/** Contenders by one metric, the best first where one is better than another, with their numbers written alike. */
export interface Ranking {
  readonly metric: Metric;
  readonly places: readonly Place[];
}

export interface Place {
  readonly explainer: string;
  readonly baseline: string | null;
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
    const { better } = metrics[metric];
    const sign = { more: -1, less: 1, none: 0 }[better ?? 'none'];
    const rated = contenders
      .flatMap((contender) => {
        const estimate = contender.metrics[metric];
        return estimate ? [{ contender, estimate }] : [];
      })
      .sort((a, b) => sign * (a.estimate.mean - b.estimate.mean));
    if (rated.length === 0) return [];
    const format =
      better === null ? count : columnFormat(rated.flatMap(({ estimate: { low, high } }) => [low, high]));
    const places = rated.map(({ contender, estimate }) => ({
      explainer: contender.explainer.replaceAll('_', ' '),
      baseline: contender.baseline,
      estimate,
      mean: number(estimate.mean, format),
      interval: `${number(estimate.low, format)} to ${number(estimate.high, format)}`,
      beatsRandom: beatsRandom(contender, contenders, metric),
    }));
    return [{ metric, places }];
  });
}

/** On how many texts, and how often the model was right. */
export function extentOf({ texts, truncated, failures, accuracy }: Evaluation): string {
  return [
    counted(texts, 'text'),
    ...(truncated > 0 ? [`${truncated} of them cut to what the model reads`] : []),
    ...(failures > 0 ? [`${failures} more could not be explained`] : []),
    ...accuracyOf(accuracy),
  ].join(', ');
}

/** What the mark of those that are better than random says, or why there is none. */
export function legendOf({ texts }: Evaluation, mark: string): string {
  return texts < fewestTexts
    ? `nothing is marked as better than the random ranking: that takes at least ${fewestTexts} texts`
    : `${mark} better than the random ranking: their 95 % intervals, over resampled texts, do not overlap`;
}

function count(magnitude: number): string {
  return magnitude.toFixed(0);
}
