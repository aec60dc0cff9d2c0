import type { NumericArray } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';
import { evaluateInBatches, type RowGraph, type RowOptions } from './rows.ts';

/** Rows in a batch where those who ask name no number: enough to keep the threads busy, few enough that the last batch is not mostly filling. */
const rowsAtOnce = 16;

type AnyGraph = RowGraph<unknown, string, string>;
type Results = Record<string, NumericArray>[];

interface Request {
  readonly model: DifferentiableClassifier;
  readonly graph: AnyGraph;
  readonly items: readonly unknown[];
  readonly options: Omit<RowOptions, 'pool' | 'onRows'>;
  readonly resolve: (results: Results) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Evaluates the rows of several texts together. Work on texts goes on side by side; when all of it waits for rows, those of the same graph, asked for by
 * different texts, become one batch.
 */
export class RowPool {
  #running = 0;
  #waiting: Request[] = [];

  /** Counts `work` among what may ask for rows. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#evaluateIfAllWait();
    }
  }

  evaluate<Item, I extends string, O extends string>(
    model: DifferentiableClassifier,
    graph: RowGraph<Item, I, O>,
    items: readonly Item[],
    options: Omit<RowOptions, 'pool' | 'onRows'>,
  ): Promise<Record<O, NumericArray>[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        model,
        graph: graph as unknown as AnyGraph,
        items,
        options,
        resolve,
        reject,
      });
      this.#evaluateIfAllWait();
    });
  }

  #evaluateIfAllWait(): void {
    if (this.#waiting.length === 0 || this.#waiting.length < this.#running) return;
    const requests = this.#waiting;
    this.#waiting = [];
    const byGraph = new Map<string, Request[]>();
    for (const request of requests) {
      const name = request.graph.key.join(' ');
      byGraph.set(name, [...(byGraph.get(name) ?? []), request]);
    }
    for (const group of byGraph.values()) void evaluateTogether(group);
  }
}

async function evaluateTogether(requests: readonly Request[]): Promise<void> {
  const { model, graph, options } = requests[0]!;
  try {
    const items = requests.flatMap((request) => request.items);
    const results = await evaluateInBatches(model, graph, items, { atOnce: rowsAtOnce, ...options });
    let start = 0;
    for (const request of requests) {
      request.resolve(results.slice(start, start + request.items.length));
      start += request.items.length;
    }
  } catch (error) {
    for (const request of requests) request.reject(error);
  }
}
