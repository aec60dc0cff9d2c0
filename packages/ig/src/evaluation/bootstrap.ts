import type { Draws } from '../draws.ts';

/** A mean over texts, and where 95 % of the means of resampled texts lie. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Texts that have a value. */
  readonly texts: number;
}

const resamples = 1000;

/** The mean of values with its bootstrap percentile interval (Efron 1979); null where there are none. */
export function estimate(values: readonly number[], draws: Draws): Estimate | null {
  if (values.length === 0) return null;
  const meanOf = (pick: (i: number) => number): number =>
    values.reduce((sum, _, i) => sum + pick(i), 0) / values.length;
  const means = Array.from({ length: resamples }, () =>
    meanOf(() => values[Math.floor(draws.uniform() * values.length)]!),
  ).sort((a, b) => a - b);
  const at = (share: number): number => means[Math.round(share * (resamples - 1))]!;
  return { mean: meanOf((i) => values[i]!), low: at(0.025), high: at(0.975), texts: values.length };
}
