import type { MatmulStep, Plan, Value } from '../../plan/plan.ts';
import { candidates, nameOf } from './kernels/matmul/candidates.ts';
import { matmul } from './kernels/matmul/index.ts';
import { productOf, type Product } from './kernels/matmul/product.ts';
import type { Tile } from './kernels/matmul/tile.ts';
import type { Launch } from './launchTimes.ts';
import type { Target } from './target.ts';
import type { AdapterTraits } from './traits.ts';

/** Which tile was the fastest for products of a class: names by class. */
export type TunedTiles = Readonly<Record<string, string>>;

/** What is known of an adapter, and where to put what is learned. */
export interface Tuning {
  readonly known: TunedTiles;
  /** Called with all that is known when something was learned. */
  onLearned(tiles: TunedTiles): Promise<void>;
}

/** Tiles as they were written down; none of a text that is something else. Names that no candidate has are not looked at. */
export function readTiles(text: string): TunedTiles {
  try {
    const read: unknown = JSON.parse(text);
    const entries = read !== null && typeof read === 'object' ? Object.entries(read) : [];
    return Object.fromEntries(entries.filter(([, name]) => typeof name === 'string'));
  } catch {
    return {};
  }
}

/** What could be launched, and the values that its bindings tell of. */
export type Candidate = Pick<Launch, 'dispatch' | 'values'>;

/** Milliseconds of the candidates of each group; Infinity for one that the device cannot run. */
export type Measure = (groups: readonly (readonly Candidate[])[]) => Promise<number[][]>;

/** Of fewer multiplications and additions a product takes about as long as its launch. */
const WORTH_TUNING = 2 ** 27;

/** Chooses tiles for a device: those known to be fast there, or the first of the candidates. */
export class Tuner implements Target {
  readonly traits: AdapterTraits;
  readonly #tuning: Tuning | undefined;
  readonly #tiles: Map<string, string>;

  constructor(traits: AdapterTraits, tuning?: Tuning) {
    this.traits = traits;
    this.#tuning = tuning;
    this.#tiles = new Map(Object.entries(tuning?.known ?? {}));
  }

  /** The tile for a product, as far as is known. */
  tile(product: Product): Tile {
    const tiles = candidates(product, this.traits);
    const name = this.#tiles.get(classOf(product));
    return tiles.find((tile) => nameOf(tile) === name) ?? tiles[0]!;
  }

  /** Measures the candidates for the plan's products of classes that are not known yet. */
  async learn({ steps, values }: Plan, measure: Measure): Promise<void> {
    if (!this.#tuning) return;
    const news = new Map<string, MatmulStep>();
    for (const step of steps) {
      if (step.kernel !== 'matmul') continue;
      const product = productOf(step);
      const { batch, rows, columns, inner } = product;
      const key = classOf(product);
      if (2 * batch * rows * columns * inner >= WORTH_TUNING && !this.#tiles.has(key) && !news.has(key))
        news.set(key, step);
    }
    if (news.size === 0) return;
    const choices = [...news].map(([key, step]) => ({ key, ...this.#choice(step, values) }));
    const times = await measure(choices.map(({ launches }) => launches));
    for (const [i, { key, tiles }] of choices.entries())
      this.#tiles.set(key, nameOf(tiles[times[i]!.indexOf(Math.min(...times[i]!))]!));
    await this.#tuning.onLearned(Object.fromEntries(this.#tiles));
  }

  /** The tiles that could be taken for a step, and a launch with each. */
  #choice(step: MatmulStep, values: readonly Value[]): { tiles: readonly Tile[]; launches: Candidate[] } {
    const { step: alone, values: own } = withoutEpilogue(step, values);
    const tiles = candidates(productOf(alone), this.traits);
    const launches = tiles.map((tile) => {
      const [dispatch] = matmul(alone, own, { traits: this.traits, tile: () => tile });
      return { dispatch: dispatch!, values: own };
    });
    return { tiles, launches };
  }
}

/** The product alone, on values of its own. */
function withoutEpilogue(
  { operands, output }: MatmulStep,
  values: readonly Value[],
): { step: MatmulStep; values: Value[] } {
  const own = [...operands.map(({ value }) => value), output].map((id, i): Value => {
    const { shape, dtype } = values[id]!;
    return { id: i, shape, dtype, source: { kind: 'computed', slot: i } };
  });
  const [a, b] = operands;
  return {
    step: {
      kernel: 'matmul',
      attrs: {},
      operands: [
        { ...a, value: 0 },
        { ...b, value: 1 },
      ],
      epilogue: { inputs: [], instructions: [], result: { kind: 'accumulator' } },
      output: 2,
    },
    values: own,
  };
}

/** Products for which the same tile should be fast: sizes to the power of four, and what lies side by side in memory. */
export function classOf({ batch, rows, inner, columns, left, right }: Product): string {
  const sizes = [batch, rows, inner, columns].map(
    (size) => 4 ** Math.ceil(Math.log(Math.max(1, size)) / Math.log(4) - 1e-9),
  );
  return `${left.vectors} by ${right.vectors}, ${sizes.join('×')}`;
}
