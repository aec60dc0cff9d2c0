import { existsSync } from 'node:fs';
import type { BertConfig } from '@gradlens/bert';
import type { Backend, Variable } from '@gradlens/tensor';
import { createMoments, type AdamWOptions } from './adamw.ts';
import type { Batch } from './batches.ts';
import type { Progress } from './progress.ts';
import type { Stage } from './recipe.ts';
import { oneCycle } from './schedule.ts';
import { restoreState, saveState } from './state.ts';
import { Trainer } from './trainer.ts';
import type { Trained } from './trainingStep.ts';

export interface StageRun {
  readonly stage: Stage;
  /** Called only when there is something left to train. */
  readonly batches: () => Promise<readonly Batch[]>;
  readonly config: BertConfig;
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly adamw: AdamWOptions;
  /** File of what an interrupted stage goes on from, and later ones when it is finished. */
  readonly statePath: string;
  readonly saveEvery: number;
  readonly backend: Backend;
  readonly progress: Progress;
  /** Stops after the step at hand; what was saved stays. */
  readonly signal?: AbortSignal | undefined;
}

/** Trains the parameters on a stage's batches, or puts in their place what a finished run of it made. */
export async function trainStage(run: StageRun): Promise<void> {
  const { parameters, backend } = run;
  const trained = new Map(
    [...parameters].map(([name, parameter]) => [
      name,
      { parameter, moments: createMoments(name, parameter) },
    ]),
  );
  try {
    await trainRun(run, trained);
  } finally {
    backend.release([...trained.values()].flatMap(({ moments }) => [moments.mean.node, moments.square.node]));
  }
}

async function trainRun(
  { stage, batches: read, config, adamw, statePath, saveEvery, backend, progress, signal }: StageRun,
  trained: ReadonlyMap<string, Trained>,
): Promise<void> {
  const state = existsSync(statePath) ? await restoreState(statePath, trained, backend) : undefined;
  if (state?.finished) {
    progress.skip(stage.name);
    return;
  }
  const trainer = new Trainer(config, trained, { dropoutRate: stage.dropoutRate, adamw }, backend);
  const batches = await read();
  const learningRate = oneCycle(stage.peakLearningRate, stage.warmUp, batches.length);
  const done = state?.step ?? 0;
  progress.start(stage.name, batches.length, done);
  for (let step = done; step < batches.length; step++) {
    signal?.throwIfAborted();
    const batch = batches[step]!;
    progress.add(step, await trainer.train(batch, step, learningRate(step)), batch.attentionMask);
    const finished = step + 1 === batches.length;
    if (finished || (step + 1) % saveEvery === 0)
      await saveState(statePath, trained, { step: step + 1, finished }, backend);
  }
  await trainer.dispose();
}
