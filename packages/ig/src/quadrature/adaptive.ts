import { clenshawCurtis } from './clenshawCurtis.ts';

/** What is known at one position of a path, for each output. */
export interface PathSample {
  /** F: [outputs] */
  readonly values: ArrayLike<number>;
  /** The integrand of each output, dF/dα divided up among the tokens: [outputs][tokens]. */
  readonly measures: readonly ArrayLike<number>[];
}

export interface AdaptiveIntegral {
  /** ∫₀¹ of the measures: [outputs][tokens]. */
  readonly integrals: Float64Array[];
  readonly evaluations: number;
  /** Whether the error is within the tolerance, for every output. */
  readonly met: boolean;
  /** Whether the error stayed as it was while the evaluations grew fourfold: more of them will not help. */
  readonly flat: boolean;
}

/** A part of the path that one rule covers. */
interface Panel {
  readonly start: number;
  readonly end: number;
  readonly level: number;
}

/** The rules that a panel goes through before it is divided; each has the points of the one before. */
const rules = [8, 16].map(clenshawCurtis);

/** Evaluations that the first rule needs. */
export const firstEvaluations = rules[0]!.positions.length;

/**
 * The least change of F from `start` to `end` that errors can be a share of. It is a thousandth of how much F moved in between, up and down, and no less
 * than what the rounding of F, some 1e-6 of it in float32, is a hundredth of.
 */
export function leastChange(movement: number, start: number, end: number): number {
  return Math.max(1e-3 * movement, 1e-4 * Math.max(Math.abs(start), Math.abs(end)));
}

/**
 * Integrates dF/dα over a path, for several outputs at once, at as few positions as the tolerance takes.
 *
 * What ∫ dF/dα over a panel has to be is known: F changes by that much between its ends, and F comes with every gradient. The error of
 * each panel is therefore exact, not estimated, and is where the next evaluations go: to a nested rule of twice the points, then to two panels
 * of half the length, whose ends and middle are reused. It ends when the panels' errors, all taken positive, sum to at most `tolerance` times
 * |F(1) − F(0)|, or times `leastChange` if that is more; or when another refinement would take more than `most` evaluations.
 */
export async function integrateAdaptively(
  evaluate: (positions: readonly number[]) => Promise<readonly PathSample[]>,
  { tolerance, most }: { readonly tolerance: number; readonly most: number },
): Promise<AdaptiveIntegral> {
  const samples = new Map<number, PathSample>();
  const errors: { readonly evaluations: number; readonly error: number }[] = [];
  const add = async (panels: readonly Panel[]): Promise<void> => {
    const missing = missingFrom(samples, panels);
    const found = await evaluate(missing);
    for (const [i, position] of missing.entries()) samples.set(position, found[i]!);
  };

  let panels: Panel[] = [{ start: 0, end: 1, level: 0 }];
  await add(panels);
  for (;;) {
    const state = assess(panels, samples);
    errors.push({ evaluations: samples.size, error: state.worst });
    const met = state.worst <= tolerance;
    const refined = met ? undefined : refine(panels, state.shares, tolerance, samples, most);
    if (!refined) {
      return {
        integrals: integralOf(panels, samples),
        evaluations: samples.size,
        met,
        flat: !met && isFlat(errors),
      };
    }
    await add(refined);
    panels = refined;
  }
}

function positionsOf({ start, end, level }: Panel): number[] {
  const { positions } = rules[level]!;
  return Array.from(positions, (position, i) =>
    // The end itself, not what is nearly the end: the next panel starts there.
    i === positions.length - 1 ? end : start + (end - start) * position,
  );
}

function missingFrom(samples: ReadonlyMap<number, PathSample>, panels: readonly Panel[]): number[] {
  const positions = new Set(panels.flatMap(positionsOf));
  return [...positions].filter((position) => !samples.has(position)).sort((a, b) => a - b);
}

/** ∫ of what `read` takes from the samples, over one panel. */
function integrate(
  panel: Panel,
  samples: ReadonlyMap<number, PathSample>,
  read: (sample: PathSample) => number,
): number {
  const { weights } = rules[panel.level]!;
  const sum = positionsOf(panel).reduce((total, at, i) => total + weights[i]! * read(samples.get(at)!), 0);
  return (panel.end - panel.start) * sum;
}

/** The errors of panels as shares of what is to be explained: each panel's, and their sum, for the output where it is worst. */
function assess(panels: readonly Panel[], samples: ReadonlyMap<number, PathSample>) {
  const { values } = samples.get(0)!;
  const shares = panels.map(() => 0);
  let worst = 0;
  for (let output = 0; output < values.length; output++) {
    const slope = ({ measures }: PathSample): number => sumOf(measures[output]!);
    const rise = ({ start, end }: Panel): number =>
      samples.get(end)!.values[output]! - samples.get(start)!.values[output]!;
    const movement = panels.reduce(
      (total, panel) => total + integrate(panel, samples, (sample) => Math.abs(slope(sample))),
      0,
    );
    const [start, end] = [values[output]!, samples.get(1)!.values[output]!];
    const scale = Math.max(Math.abs(end - start), leastChange(movement, start, end));
    const own = panels.map((panel) => {
      const error = Math.abs(integrate(panel, samples, slope) - rise(panel));
      return error === 0 ? 0 : error / scale;
    });
    for (const [i, share] of own.entries()) shares[i] = Math.max(shares[i]!, share);
    worst = Math.max(worst, sumOf(own));
  }
  return { shares, worst };
}

/** Refines the panels that are to blame, the worst first, as far as `most` evaluations go; undefined where not one can be. */
function refine(
  panels: readonly Panel[],
  shares: readonly number[],
  tolerance: number,
  samples: ReadonlyMap<number, PathSample>,
  most: number,
): Panel[] | undefined {
  const toBlame = tolerance / (2 * panels.length);
  const order = [...panels.keys()]
    .filter((i) => shares[i]! > toBlame)
    .sort((a, b) => shares[b]! - shares[a]!);
  const result = new Map(panels.map((panel) => [panel, [panel]]));
  const flattened = () => [...result.values()].flat();
  let some = false;
  for (const i of order) {
    const panel = panels[i]!;
    result.set(panel, finer(panel));
    if (samples.size + missingFrom(samples, flattened()).length <= most) some = true;
    else result.set(panel, [panel]);
  }
  return some ? flattened() : undefined;
}

function finer({ start, end, level }: Panel): Panel[] {
  if (level + 1 < rules.length) return [{ start, end, level: level + 1 }];
  const middle = start + (end - start) / 2;
  return [
    { start, end: middle, level: 0 },
    { start: middle, end, level: 0 },
  ];
}

function integralOf(panels: readonly Panel[], samples: ReadonlyMap<number, PathSample>): Float64Array[] {
  return samples
    .get(0)!
    .measures.map((first, output) =>
      Float64Array.from({ length: first.length }, (_, token) =>
        panels.reduce(
          (total, panel) => total + integrate(panel, samples, ({ measures }) => measures[output]![token]!),
          0,
        ),
      ),
    );
}

/** Errors that differ by less than this share are the same. */
const alike = 0.1;

function isFlat(errors: readonly { readonly evaluations: number; readonly error: number }[]): boolean {
  const last = errors.at(-1)!;
  const early = errors.filter(({ evaluations }) => 4 * evaluations <= last.evaluations);
  return (
    early.length > 0 &&
    errors.slice(early.length - 1).every(({ error }) => Math.abs(error - last.error) <= alike * last.error)
  );
}

function sumOf(numbers: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i]!;
  return total;
}
