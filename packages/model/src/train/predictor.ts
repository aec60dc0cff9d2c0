import type { BertConfig } from '@gradlens/bert';
import type { Backend, Compiled, NumericArray, Variable } from '@gradlens/tensor';
import type { Batch } from './batches.ts';
import { compilePrediction } from './trainingStep.ts';

/** Predicts batches, without dropout; a graph is compiled once for each length of batch. */
export class Predictor {
  readonly #config: BertConfig;
  readonly #parameters: ReadonlyMap<string, Variable>;
  readonly #backend: Backend;
  readonly #graphs = new Map<string, Promise<Compiled<'inputIds' | 'attentionMask', 'logits'>>>();

  constructor(config: BertConfig, parameters: ReadonlyMap<string, Variable>, backend: Backend) {
    this.#config = config;
    this.#parameters = parameters;
    this.#backend = backend;
  }

  /** Logits [rows, labels]. */
  async logits({ rows, tokens, inputIds, attentionMask }: Batch): Promise<NumericArray> {
    const shape = `${rows} × ${tokens}`;
    const graph =
      this.#graphs.get(shape) ??
      compilePrediction(this.#config, this.#parameters, rows, tokens, this.#backend);
    this.#graphs.set(shape, graph);
    return (await (await graph).run({ inputIds, attentionMask })).logits;
  }

  /** Frees the graphs. */
  async dispose(): Promise<void> {
    for (const graph of this.#graphs.values()) (await graph).dispose();
  }
}
