import type { NumericArray } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';
import { openNeighbours, squaredDistance, type Neighbours } from './neighbours.ts';

/** Words among which the next one of a path is sought, as in the article's code. */
const mostNeighbours = 500;

/** Where a path of activations goes: token by token from the words `from` to the words `to`, both [tokens]. */
export interface PathRequest {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Words that none leads past, like [CLS]. */
  readonly excluded: ReadonlySet<number>;
  /** Words on the way from each token, its own left out. */
  readonly steps: number;
  readonly neighbours?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Points of a path through the space of word embeddings, `steps` + 2 of them, each [tokens, width of the first layer], the first being the baseline (Sanyal and
 * Ren 2021, section 3, strategy "greedy"). Each token goes from word to word among the nearest neighbours, always to the one that
 * is least changed by being made monotone towards the baseline; each coordinate of the path runs from the baseline to the text without
 * turning back. A token that is its own baseline stays.
 */
export async function discretizedPath(
  model: DifferentiableClassifier,
  { from, to, excluded, steps, neighbours = mostNeighbours, signal }: PathRequest,
): Promise<Float64Array[]> {
  const width = model.widthOf(model.layers[0]!);
  const finder = await openNeighbours(model, neighbours, excluded);
  const ways = new Map<string, Promise<Float64Array[]>>();
  const points = Array.from({ length: steps + 2 }, () => new Float64Array(to.length * width));
  try {
    for (const [token, word] of to.entries()) {
      const baseline = from[token]!;
      const name = `${word} ${baseline}`;
      const way = ways.get(name) ?? wayOf(finder, word, baseline, steps, signal);
      ways.set(name, way);
      // A way begins at the word; the path at the baseline.
      for (const [i, point] of (await way).toReversed().entries()) {
        points[i]!.set(point, token * width);
      }
    }
  } finally {
    finder.dispose();
  }
  return points;
}

/** The points from a word to its baseline. */
async function wayOf(
  finder: Neighbours,
  word: number,
  baseline: number,
  steps: number,
  signal: AbortSignal | undefined,
): Promise<Float64Array[]> {
  const end = Float64Array.from(finder.embedding(baseline));
  const points: Float64Array[] = [Float64Array.from(finder.embedding(word))];
  for (const anchor of await anchorsOf(finder, word, baseline, steps, signal)) {
    points.push(madeMonotone(end, points.at(-1)!, finder.embedding(anchor), steps));
  }
  return [...points, end];
}

/** The words that a way leads past. */
export async function anchorsOf(
  finder: Neighbours,
  word: number,
  baseline: number,
  steps: number,
  signal?: AbortSignal,
): Promise<number[]> {
  const end = finder.embedding(baseline);
  const anchors: number[] = [];
  const passed = new Set([word, baseline]);
  let current = word;
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted();
    if (current !== baseline) {
      const here = finder.embedding(current);
      const change = (candidate: number): number => {
        const there = finder.embedding(candidate);
        return squaredDistance(there, madeMonotone(end, here, there, steps));
      };
      const candidates = (await finder.nearest(current)).filter((candidate) => !passed.has(candidate));
      current = leastBy(candidates, change) ?? baseline;
    }
    anchors.push(current);
    passed.add(current);
  }
  return anchors;
}

/**
 * A point whose coordinates lie between the baseline's and those of `previous`: where `candidate` does not, a part of the way towards the baseline.
 */
function madeMonotone(
  baseline: NumericArray,
  previous: NumericArray,
  candidate: NumericArray,
  steps: number,
): Float64Array {
  return Float64Array.from(candidate, (value, i) => {
    const [low, high] =
      baseline[i]! > previous[i]! ? [previous[i]!, baseline[i]!] : [baseline[i]!, previous[i]!];
    return low <= value && value <= high ? value : previous[i]! - (previous[i]! - baseline[i]!) / steps;
  });
}

/** The first of those with the least measure. */
function leastBy<Item>(items: readonly Item[], measure: (item: Item) => number): Item | undefined {
  let least: Item | undefined;
  let lowest = Infinity;
  for (const item of items) {
    const measured = measure(item);
    if (measured < lowest) [least, lowest] = [item, measured];
  }
  return least;
}
