import { clenshawCurtis } from './clenshawCurtis.ts';

/** What is known at one position of a path, for each output. */
export interface PathSample {
  /** F: [outputs] */
  readonly values: ArrayLike<number>;
  /** The integrand of each output, dF/dα divided up among the tokens: [outputs][tokens]. */
  readonly measures: readonly ArrayLike<number>[];
}

/** A position that a rule takes, and how much what is found there counts. */
export interface WeightedSample extends PathSample {
  readonly position: number;
  readonly weight: number;
}

export interface AdaptiveIntegral {
  /** All that was found, in the order of the path; ∫₀¹ of the measures is the weighted sum. What a finer rule does not take up has the weight 0. */
  readonly samples: readonly WeightedSample[];
  /** For each output. */
  readonly kept: readonly {
    /** Whether the error is within the tolerance. */
    readonly met: boolean;
    /** Whether the error stayed as it was while the evaluations grew fourfold: more of them will not help. */
    readonly flat: boolean;
    /** ∫₀¹ |dF/dα| dα */
    readonly movement: number;
  }[];
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
 * |F(1) − F(0)|, or times `leastChange` or `atLeast` if that is more; or when another refinement would take more than `most` evaluations.
 */
export async function integrateAdaptively(
  evaluate: (positions: readonly number[]) => Promise<readonly PathSample[]>,
  {
    tolerance,
    most,
    atLeast = 0,
  }: { readonly tolerance: number; readonly most: number; readonly atLeast?: number },
): Promise<AdaptiveIntegral> {
  const samples = new Map<number, PathSample>();
  const history: { readonly evaluations: number; readonly errors: readonly number[] }[] = [];
  const add = async (panels: readonly Panel[]): Promise<void> => {
    const missing = missingFrom(samples, panels);
    const found = await evaluate(missing);
    for (const [i, position] of missing.entries()) samples.set(position, found[i]!);
  };

  let panels: Panel[] = [{ start: 0, end: 1, level: 0 }];
  await add(panels);
  for (;;) {
    const { shares, outputs } = assess(panels, samples, atLeast);
    history.push({ evaluations: samples.size, errors: outputs.map(({ error }) => error) });
    const done = outputs.every(({ error }) => error <= tolerance);
    const refined = done ? undefined : refine(panels, shares, tolerance, samples, most);
    if (!refined) {
      return {
        samples: weighted(panels, samples),
        kept: outputs.map(({ error, movement }, output) => ({
          met: error <= tolerance,
          flat: !(error <= tolerance) && isFlat(history, output),
          movement,
        })),
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

/**
 * The errors of panels as shares of the change that is to be explained: each panel's, for the output where it is worst, and each output's sum of them.
 */
function assess(panels: readonly Panel[], samples: ReadonlyMap<number, PathSample>, atLeast: number) {
  const { values } = samples.get(0)!;
  const shares = panels.map(() => 0);
  const outputs = Array.from(values, (start, output) => {
    const slope = ({ measures }: PathSample): number => sumOf(measures[output]!);
    const rise = (panel: Panel): number =>
      samples.get(panel.end)!.values[output]! - samples.get(panel.start)!.values[output]!;
    const movement = panels.reduce(
      (total, panel) => total + integrate(panel, samples, (sample) => Math.abs(slope(sample))),
      0,
    );
    const end = samples.get(1)!.values[output]!;
    const scale = Math.max(Math.abs(end - start), leastChange(movement, start, end), atLeast);
    const own = panels.map((panel) => {
      const error = Math.abs(integrate(panel, samples, slope) - rise(panel));
      return error === 0 ? 0 : error / scale;
    });
    for (const [i, share] of own.entries()) shares[i] = Math.max(shares[i]!, share);
    return { error: sumOf(own), movement };
  });
  return { shares, outputs };
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

function weighted(
  panels: readonly Panel[],
  samples: ReadonlyMap<number, PathSample>,
): readonly WeightedSample[] {
  const weightAt = new Map<number, number>();
  for (const panel of panels) {
    for (const [i, position] of positionsOf(panel).entries()) {
      const weight = (panel.end - panel.start) * rules[panel.level]!.weights[i]!;
      weightAt.set(position, (weightAt.get(position) ?? 0) + weight);
    }
  }
  return [...samples]
    .map(([position, sample]) => ({ ...sample, position, weight: weightAt.get(position) ?? 0 }))
    .sort((a, b) => a.position - b.position);
}

/** Errors that differ by less than this share are the same. */
const alike = 0.1;

function isFlat(
  history: readonly { readonly evaluations: number; readonly errors: readonly number[] }[],
  output: number,
): boolean {
  const last = history.at(-1)!;
  const error = last.errors[output]!;
  const early = history.filter(({ evaluations }) => 4 * evaluations <= last.evaluations);
  return (
    early.length > 0 &&
    history.slice(early.length - 1).every(({ errors }) => Math.abs(errors[output]! - error) <= alike * error)
  );
}

function sumOf(numbers: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i]!;
  return total;
}
