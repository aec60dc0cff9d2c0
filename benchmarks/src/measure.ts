export interface Spread {
  readonly median: number;
  /** Quartiles: half of the numbers lie between them. */
  readonly low: number;
  readonly high: number;
}

export interface Timing extends Spread {
  /** Milliseconds of each run, in order. */
  readonly samples: readonly number[];
}

export interface Effort {
  /** Milliseconds after which no further round starts, unless there are fewer than `rounds.least`. */
  readonly budget: number;
  readonly rounds: { readonly least: number; readonly most: number };
}

export function summarize(samples: readonly number[]): Timing {
  return { samples, ...spreadOf(samples) };
}

export function spreadOf(numbers: readonly number[]): Spread {
  return { median: quantile(numbers, 0.5), low: quantile(numbers, 0.25), high: quantile(numbers, 0.75) };
}

/** `times` as multiples of `units`, round by round. */
export function ratios(times: readonly number[], units: readonly number[]): number[] {
  return times.map((time, round) => time / units[round]!);
}

/**
 * Times tasks in rounds, each task once a round and another first each time, so that whatever else the machine does
 * meets all of them alike.
 */
export async function timeInterleaved(
  tasks: readonly (() => Promise<unknown>)[],
  { budget, rounds }: Effort,
): Promise<number[][]> {
  const samples = tasks.map((): number[] => []);
  const start = performance.now();
  const worthARound = (round: number): boolean =>
    round < rounds.least || (round < rounds.most && performance.now() - start < budget);
  for (let round = 0; worthARound(round); round++) {
    for (const i of tasks.keys()) {
      const task = (i + round) % tasks.length;
      samples[task]!.push(await milliseconds(tasks[task]!));
    }
  }
  return samples;
}

export async function milliseconds(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

/** Of the sorted numbers, with linear interpolation between neighbours. */
export function quantile(numbers: readonly number[], fraction: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const [below, above] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
  return below + (above - below) * (position - Math.floor(position));
}

export function geometricMean(numbers: readonly number[]): number {
  return Math.exp(numbers.reduce((total, number) => total + Math.log(number), 0) / numbers.length);
}
