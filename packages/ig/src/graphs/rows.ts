import { measurePlan, plan, type Computation, type NumericArray } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';
import { withCompiled } from './compiledGraphs.ts';
import type { RowPool } from './rowPool.ts';

/** A graph of rows that do not see each other: all its outputs have the rows as their first axis. */
export interface RowGraph<Item, Inputs extends string, Outputs extends string> {
  /** Graphs with one key and one number of rows are the same graph. */
  readonly key: readonly (string | number)[];
  readonly build: (rows: number) => Computation<Inputs, Outputs>;
  /** The inputs' values, from the items alone. */
  readonly values: (items: readonly Item[]) => Record<Inputs, NumericArray>;
}

/** How rows are evaluated. */
export interface RowOptions {
  /** Rows at once; as many as fit the memory when left out. */
  readonly batchSize?: number;
  /** Rows at once where the batch size is left out and they fit the memory: so that calls with fewer rows find the graph ready. */
  readonly atOnce?: number;
  /** Whose rows are evaluated together with these. */
  readonly pool?: RowPool;
  readonly signal?: AbortSignal;
  readonly onRows?: (more: number) => void;
}

/**
 * Evaluates a graph for each item, in batches of one size, so that one compiled graph serves all; the last batch is filled up with its last item.
 * Gives the outputs of each item. Rejects with the signal's reason when it is aborted.
 */
export async function evaluateRows<Item, I extends string, O extends string>(
  model: DifferentiableClassifier,
  graph: RowGraph<Item, I, O>,
  items: readonly Item[],
  options: RowOptions,
): Promise<Record<O, NumericArray>[]> {
  const { pool, onRows, ...rest } = options;
  if (!pool) return evaluateInBatches(model, graph, items, options);
  const results = await pool.evaluate(model, graph, items, rest);
  onRows?.(items.length);
  return results;
}

export async function evaluateInBatches<Item, I extends string, O extends string>(
  model: DifferentiableClassifier,
  { key, build, values }: RowGraph<Item, I, O>,
  items: readonly Item[],
  { batchSize, atOnce, signal, onRows }: Omit<RowOptions, 'pool'>,
): Promise<Record<O, NumericArray>[]> {
  const name = key.join(' ');
  const rows = batchSize ?? evenBatches(atOnce ?? items.length, rowsWithinMemory(model, name, build));
  return withCompiled(
    model,
    `${name} ${rows}`,
    () => build(rows),
    async (computation) => {
      const results: Record<O, NumericArray>[] = [];
      for (let start = 0; start < items.length; start += rows) {
        signal?.throwIfAborted();
        const batch = items.slice(start, start + rows);
        const filled = [...batch, ...Array.from({ length: rows - batch.length }, () => batch.at(-1)!)];
        const outputs = await computation.run(values(filled));
        results.push(...batch.map((_, row) => rowOf(outputs, row, rows)));
        onRows?.(batch.length);
      }
      return results;
    },
  );
}

/** At most `largest` rows, in batches as even as can be. */
function evenBatches(items: number, largest: number): number {
  return Math.ceil(items / Math.ceil(items / Math.min(items, largest)));
}

/** By model and name. */
const measured = new WeakMap<DifferentiableClassifier, Map<string, number>>();

/** How many rows fit, given the graph of one: memory grows with their number. */
function rowsWithinMemory(
  model: DifferentiableClassifier,
  name: string,
  build: (rows: number) => Computation<string, string>,
): number {
  const known = measured.get(model) ?? new Map<string, number>();
  measured.set(model, known);
  const { backend } = model;
  let rows = known.get(name);
  if (rows === undefined) {
    const { workingBytes, largestBytes } = measurePlan(plan(build(1)));
    const room = Math.min(backend.workingBytes / workingBytes, backend.maxTensorBytes / largestBytes);
    rows = Math.max(1, Math.floor(room));
    known.set(name, rows);
  }
  return rows;
}

function rowOf<O extends string>(
  outputs: Readonly<Record<O, NumericArray>>,
  row: number,
  rows: number,
): Record<O, NumericArray> {
  const entries = Object.entries<NumericArray>(outputs).map(([name, numbers]) => {
    const size = numbers.length / rows;
    return [name, numbers.subarray(row * size, (row + 1) * size)];
  });
  return Object.fromEntries(entries) as Record<O, NumericArray>;
}
