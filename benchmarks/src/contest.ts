import { digits } from './format.ts';
import {
  milliseconds,
  ratios,
  spreadOf,
  summarize,
  timeInterleaved,
  type Effort,
  type Spread,
  type Timing,
} from './measure.ts';

/** A run shorter than this would measure the wait for its end. */
const shortestRun = 60;
const mostRepeats = 64;

/** Work that is ready to be done again and again. */
export interface Prepared {
  /** The result of doing it once, row-major. */
  result(): Promise<Float32Array | Float64Array>;
  /** What is timed: all repeats, without uploads, until the last of them is done. */
  run(): Promise<void>;
  dispose(): void;
}

/** Is told what is being measured. */
export type Tell = (line: string) => void;

export interface Contestant {
  readonly name: string;
  /** Makes ready for doing the work `repeats` times in a run. */
  prepare(repeats: number): Promise<Prepared>;
}

export interface Check {
  /** The largest error as a part of what is allowed; the result is right while this is at most 1. */
  readonly partOfBound: number;
  /** Where that error is, for people. */
  readonly worst: string;
}

export interface Result {
  readonly peer: string;
  readonly check: Check;
  /** Milliseconds of doing it once; null where the result was wrong. */
  readonly timing: Timing | null;
}

export interface OwnResult extends Result {
  /** The time of the best of the others as a multiple of this one's in the same round; null where either was wrong. */
  readonly lead: Spread | null;
}

export interface ContestResult {
  /** How often the work is done in a run. */
  readonly repeats: number;
  readonly own: readonly OwnResult[];
  readonly others: readonly Result[];
}

/** Checks everybody's result, then times those that are right, in turns. */
export async function hold(
  own: readonly Contestant[],
  others: readonly Contestant[],
  check: (result: ArrayLike<number>) => Check,
  effort: Effort,
): Promise<ContestResult> {
  const all = [...own, ...others];
  const { checks, quickest } = await withPrepared(all, 1, (prepared) => checkAll(prepared, check));
  const right = all.filter((_, i) => isRight(checks[i]!));
  const repeats = Math.min(mostRepeats, Math.max(1, Math.ceil(shortestRun / quickest)));
  const samples = await withPrepared(right, repeats, async (prepared) => {
    for (const { run } of prepared) await run();
    const perRun = await timeInterleaved(
      prepared.map(({ run }) => run),
      effort,
    );
    return perRun.map((times) => times.map((time) => time / repeats));
  });
  const results = all.map((contestant, i): Result => {
    const times = samples[right.indexOf(contestant)];
    return { peer: contestant.name, check: checks[i]!, timing: times ? summarize(times) : null };
  });
  const rivals = results.slice(own.length);
  const best = bestOf(rivals);
  return {
    repeats,
    own: results.slice(0, own.length).map((result): OwnResult => ({
      ...result,
      lead: result.timing && best && spreadOf(ratios(best.samples, result.timing.samples)),
    })),
    others: rivals,
  };
}

/** A contest's outcome in a line, so that a run which is interrupted has not measured in vain. */
export function outcome({ own, others }: ContestResult): string {
  const times = [...own, ...others].map(({ timing }) => (timing ? `${digits(timing.median)} ms` : 'wrong'));
  return `  ${times.join(', ')}; ahead ${own.map(({ lead }) => lead?.median.toFixed(2) ?? 'of none').join(', ')}`;
}

/** Holds a result against what is expected, element by element; `bound` is how far one may be off, `name` what to call it. */
export function checkElements(
  result: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: (i: number) => number,
  name: (i: number) => string,
): Check {
  if (result.length !== expected.length)
    return { partOfBound: Infinity, worst: `${result.length} numbers, expected ${expected.length}` };
  let check: Check = { partOfBound: 0, worst: 'exact' };
  for (let i = 0; i < expected.length; i++) {
    const allowed = bound(i);
    const partOfBound = Math.abs(result[i]! - expected[i]!) / allowed;
    // A NaN is no smaller than anything.
    if (!(partOfBound <= check.partOfBound)) {
      const worst = `${name(i)} is ${result[i]}, expected ${expected[i]} ± ${allowed.toPrecision(2)}`;
      check = { partOfBound: Number.isNaN(partOfBound) ? Infinity : partOfBound, worst };
    }
  }
  return check;
}

export function isRight({ partOfBound }: Check): boolean {
  return partOfBound <= 1;
}

function bestOf(results: readonly Result[]): Timing | null {
  return results
    .flatMap(({ timing }) => timing ?? [])
    .reduce<Timing | null>((best, timing) => (best && best.median <= timing.median ? best : timing), null);
}

/** The checks, and the time of the quickest right one's run once it is warm. */
async function checkAll(
  prepared: readonly Prepared[],
  check: (result: ArrayLike<number>) => Check,
): Promise<{ checks: Check[]; quickest: number }> {
  const checks: Check[] = [];
  let quickest = Infinity;
  for (const { result, run } of prepared) {
    const checked = check(await result());
    checks.push(checked);
    if (!isRight(checked)) continue;
    await run();
    quickest = Math.min(quickest, await milliseconds(run));
  }
  return { checks, quickest };
}

async function withPrepared<T>(
  contestants: readonly Contestant[],
  repeats: number,
  use: (prepared: Prepared[]) => Promise<T>,
): Promise<T> {
  const prepared: Prepared[] = [];
  try {
    for (const contestant of contestants) prepared.push(await contestant.prepare(repeats));
    return await use(prepared);
  } finally {
    for (const each of prepared) each.dispose();
  }
}
