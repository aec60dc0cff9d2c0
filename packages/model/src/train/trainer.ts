import type { BertConfig } from '@gradlens/bert';
import type { Backend } from '@gradlens/tensor';
import type { AdamWOptions } from './adamw.ts';
import { countCorrect, type Accuracy } from './accuracy.ts';
import type { Batch } from './batches.ts';
import { compileTrainingStep, type Trained, type TrainingStep } from './trainingStep.ts';

export interface StepResult extends Accuracy {
  readonly loss: number;
}

export interface TrainerOptions {
  readonly dropoutRate: number;
  readonly adamw: AdamWOptions;
}

/** Runs training steps; their graph is compiled once for each length of batch. */
export class Trainer {
  readonly #config: BertConfig;
  readonly #trained: ReadonlyMap<string, Trained>;
  readonly #options: TrainerOptions;
  readonly #backend: Backend;
  readonly #steps = new Map<number, Promise<TrainingStep>>();

  constructor(
    config: BertConfig,
    trained: ReadonlyMap<string, Trained>,
    options: TrainerOptions,
    backend: Backend,
  ) {
    this.#config = config;
    this.#trained = trained;
    this.#options = options;
    this.#backend = backend;
  }

  /** One AdamW step, the `step`-th of its stage counted from 0. */
  async train(batch: Batch, step: number, learningRate: number): Promise<StepResult> {
    const { rows, tokens, inputIds, attentionMask, targets } = batch;
    const { dropoutRate, adamw } = this.#options;
    const compiled =
      this.#steps.get(tokens) ??
      compileTrainingStep(this.#config, this.#trained, { rows, tokens, dropoutRate, adamw }, this.#backend);
    this.#steps.set(tokens, compiled);
    const graph = await compiled;
    const { loss, logits } = await graph.run({
      inputIds,
      attentionMask,
      targets,
      seed: Int32Array.of(step),
      learningRate: Float32Array.of(learningRate),
      meanCorrection: Float32Array.of(1 - adamw.beta1 ** (step + 1)),
      squareCorrection: Float32Array.of(1 - adamw.beta2 ** (step + 1)),
    });
    return { loss: loss[0]!, ...countCorrect(logits, batch) };
  }

  /** Frees the graphs. */
  async dispose(): Promise<void> {
    for (const graph of this.#steps.values()) (await graph).dispose();
  }
}
