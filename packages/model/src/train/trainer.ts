import type { BertConfig } from '@gradlens/bert';
import type { Backend, Compiled } from '@gradlens/tensor';
import type { Batch } from './batches.ts';
import type { Recipe } from './recipe.ts';
import { compilePrediction, compileTrainingStep, type Trained, type TrainingStep } from './trainingStep.ts';

export interface StepResult {
  readonly loss: number;
  readonly correct: number;
  readonly rows: number;
}

/** Runs training steps and predictions; graphs are compiled once for each length of batch. */
export class Trainer {
  readonly #config: BertConfig;
  readonly #trained: ReadonlyMap<string, Trained>;
  readonly #recipe: Recipe;
  readonly #backend: Backend;
  readonly #steps = new Map<number, Promise<TrainingStep>>();
  readonly #predictions = new Map<number, Promise<Compiled<'inputIds' | 'attentionMask', 'logits'>>>();

  constructor(config: BertConfig, trained: ReadonlyMap<string, Trained>, recipe: Recipe, backend: Backend) {
    this.#config = config;
    this.#trained = trained;
    this.#recipe = recipe;
    this.#backend = backend;
  }

  /** One AdamW step, the `step`-th of the whole run counted from 0. */
  async train(batch: Batch, step: number, learningRate: number): Promise<StepResult> {
    const { rows, tokens, inputIds, attentionMask, targets } = batch;
    const { dropoutRate, adamw } = this.#recipe;
    const compiled = await compiledOnce(this.#steps, tokens, () =>
      compileTrainingStep(this.#config, this.#trained, { rows, tokens, dropoutRate, adamw }, this.#backend),
    );
    const { loss, logits } = await compiled.run({
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

  /** Predictions without dropout. */
  async evaluate(batch: Batch): Promise<Omit<StepResult, 'loss'>> {
    const { rows, tokens, inputIds, attentionMask } = batch;
    const compiled = await compiledOnce(this.#predictions, tokens, () =>
      compilePrediction(this.#config, this.#trained, rows, tokens, this.#backend),
    );
    return countCorrect((await compiled.run({ inputIds, attentionMask })).logits, batch);
  }
}

function compiledOnce<T>(
  cache: Map<number, Promise<T>>,
  tokens: number,
  create: () => Promise<T>,
): Promise<T> {
  const compiled = cache.get(tokens) ?? create();
  cache.set(tokens, compiled);
  return compiled;
}

function countCorrect(logits: ArrayLike<number>, { labels }: Batch): { correct: number; rows: number } {
  const labelCount = logits.length / labels.length;
  let [correct, rows] = [0, 0];
  for (const [row, label] of labels.entries()) {
    if (label < 0) continue;
    const scores = Array.from({ length: labelCount }, (_, i) => logits[row * labelCount + i]!);
    rows++;
    if (scores.indexOf(Math.max(...scores)) === label) correct++;
  }
  return { correct, rows };
}
