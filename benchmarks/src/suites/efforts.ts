import type { Effort } from '../measure.ts';
import type { Thoroughness } from '../suite.ts';

/** For what takes milliseconds or a few seconds. */
export const efforts: Readonly<Record<Thoroughness, Effort>> = {
  full: { budget: 8_000, rounds: { least: 5, most: 25 } },
  quick: { budget: 3_000, rounds: { least: 5, most: 15 } },
};

/** For what takes minutes. */
export const longEfforts: Readonly<Record<Thoroughness, Effort>> = {
  full: { budget: 30_000, rounds: { least: 2, most: 15 } },
  quick: { budget: 3_000, rounds: { least: 2, most: 5 } },
};
