import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  countWords,
  learnVocabulary,
  parseConfig,
  tokenizerFromVocabulary,
  type Tokenizer,
} from '@gradlens/bert';
import type { Backend } from '@gradlens/tensor';
import { createMoments } from './adamw.ts';
import { batches, dropWords, type BatchOptions, type EncodedExample } from './batches.ts';
import type { Example } from './data.ts';
import { exportModel } from './exportModel.ts';
import { freshParameters } from './parameters.ts';
import type { Progress } from './progress.ts';
import { Random } from './random.ts';
import type { Recipe } from './recipe.ts';
import { oneCycle } from './schedule.ts';
import { restoreState, saveState } from './state.ts';
import { Trainer } from './trainer.ts';

export interface TrainingRequest {
  readonly recipe: Recipe;
  readonly trainSet: readonly Example[];
  readonly heldOut: readonly Example[];
  /** Folder of what an interrupted run goes on from: the vocabulary, and the state after every `saveEvery` steps. */
  readonly work: string;
  readonly saveEvery: number;
  /** Folder that the model is written to. */
  readonly out: string;
  readonly backend: Backend;
  readonly progress: Progress;
  /** Stops after the step at hand; what was saved stays. */
  readonly signal?: AbortSignal;
}

/** How many of how many are right. */
export interface Accuracy {
  readonly correct: number;
  readonly rows: number;
}

/**
 * Trains a classifier and writes it; gives its accuracy on the held-out examples. The same request gives the same model on the same backend, also when it was
 * interrupted and started again. Rejects with the signal's reason when stopped.
 */
export async function trainModel(
  request: TrainingRequest,
): Promise<{ phrases: Accuracy; sentences: Accuracy }> {
  const { recipe, trainSet, heldOut, work, saveEvery, out, backend, progress, signal } = request;
  await mkdir(work, { recursive: true });
  const vocabulary = await vocabularyOf(trainSet, recipe.vocabularySize, join(work, 'vocab.txt'));
  const tokenizer = tokenizerFromVocabulary(`${vocabulary.join('\n')}\n`);
  const model = { ...recipe.model, vocab_size: vocabulary.length };
  const config = parseConfig(JSON.stringify(model), 'recipe.ts');
  const { rows, labelSmoothing } = recipe;
  const packing = { rows, labelSmoothing, labelCount: config.labels.length, padTokenId: config.padTokenId };
  const encode = (examples: readonly Example[]) =>
    examples.map((example) => encoded(example, tokenizer, config.maxPositions));

  const parameters = freshParameters(config, recipe.seed);
  const trained = new Map(
    [...parameters].map(([name, parameter]) => [
      name,
      { parameter, moments: createMoments(name, parameter) },
    ]),
  );
  const trainer = new Trainer(config, trained, recipe, backend);
  const examples = encode(trainSet);
  const schedule = Array.from({ length: recipe.epochs }, (_, epoch) =>
    epochBatches(examples, epoch, recipe, tokenizer.specialIds.unk, packing),
  ).flat();
  const learningRate = oneCycle(recipe.peakLearningRate, recipe.warmUp, schedule.length);

  const statePath = join(work, 'state.safetensors');
  const done = existsSync(statePath) ? await restoreState(statePath, trained, backend) : 0;
  progress.start(schedule.length, done);
  for (let step = done; step < schedule.length; step++) {
    signal?.throwIfAborted();
    const batch = schedule[step]!;
    progress.add(step, await trainer.train(batch, step, learningRate(step)), batch.attentionMask);
    if ((step + 1) % saveEvery === 0) await saveState(statePath, trained, step + 1, backend);
  }
  await exportModel(out, model, vocabulary, trained, backend);

  const accuracy = async (set: readonly Example[]): Promise<Accuracy> => {
    let [correct, count] = [0, 0];
    for (const batch of batches(encode(set), packing)) {
      const result = await trainer.evaluate(batch);
      correct += result.correct;
      count += result.rows;
    }
    return { correct, rows: count };
  };
  return { phrases: await accuracy(heldOut), sentences: await accuracy(heldOut.filter(isSentence)) };
}

/** SST-2 mixes phrases and the sentences they come from; those that end in a full stop are whole. */
function isSentence({ text }: Example): boolean {
  return text.endsWith(' .');
}

async function vocabularyOf(examples: readonly Example[], size: number, path: string): Promise<string[]> {
  if (existsSync(path)) return (await readFile(path, 'utf8')).trimEnd().split('\n');
  const vocabulary = learnVocabulary(countWords(examples.map(({ text }) => text)), size);
  await writeFile(path, `${vocabulary.join('\n')}\n`);
  return vocabulary;
}

function encoded({ text, label }: Example, tokenizer: Tokenizer, maxLength: number): EncodedExample {
  return { ids: tokenizer.encode(text, null, { maxLength }).ids, label };
}

/** An epoch's batches depend on the seed and the epoch alone, so that a resumed run sees what the interrupted one would have. */
function epochBatches(
  examples: readonly EncodedExample[],
  epoch: number,
  { seed, wordDropRate }: Recipe,
  unk: number,
  packing: BatchOptions,
) {
  const random = new Random(seed * 1000 + epoch);
  const dropped = random.shuffled(examples).map((example) => dropWords(example, wordDropRate, unk, random));
  return random.shuffled(batches(dropped, packing));
}
