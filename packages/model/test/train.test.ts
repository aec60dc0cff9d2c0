import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuBackend } from '@gradlens/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Example } from '../src/train/data.ts';
import { Progress } from '../src/train/progress.ts';
import { recipe, type Recipe } from '../src/train/recipe.ts';
import { trainModel, type TrainingRequest } from '../src/train/trainModel.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlens-train-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A classifier small enough to be trained in a second. */
const small: Recipe = {
  ...recipe,
  vocabularySize: 80,
  model: {
    ...recipe.model,
    hidden_size: 16,
    num_hidden_layers: 1,
    intermediate_size: 32,
    max_position_embeddings: 16,
  },
  epochs: 6,
  rows: 8,
  peakLearningRate: 1e-2,
  dropoutRate: 0.1,
};

/** Texts whose label hangs on one word. */
const things = ['film', 'plot', 'cast', 'music', 'end', 'story', 'joke', 'scene'];
const examples: readonly Example[] = things.flatMap((thing) =>
  ['the', 'a', 'this', 'that'].flatMap((article) => [
    { text: `${article} ${thing} is superb .`, label: 1 },
    { text: `${article} ${thing} is hideous .`, label: 0 },
  ]),
);

async function request(work: string, signal?: AbortSignal): Promise<TrainingRequest> {
  const backend = await cpuBackend();
  const sets = { trainSet: examples, heldOut: examples };
  const folders = { work: join(folder, work), out: join(folder, work, 'model') };
  return {
    recipe: small,
    ...sets,
    ...folders,
    saveEvery: 5,
    backend,
    progress: new Progress(() => {}),
    ...(signal && { signal }),
  };
}

test('learns what decides the label', async () => {
  const { phrases } = await trainModel(await request('once'));
  expect(phrases).toEqual({ correct: examples.length, rows: examples.length });
});

test('goes on after an interruption as if there had been none', async () => {
  const whole = await request('whole');
  await trainModel(whole);

  // Interrupted after twelve steps, ten of which were saved: the last two are done again.
  const interruption = new AbortController();
  const stopped = await request('stopped', interruption.signal);
  const add = stopped.progress.add.bind(stopped.progress);
  stopped.progress.add = (step, ...rest) => {
    add(step, ...rest);
    if (step === 11) interruption.abort(new Error('interrupted'));
  };
  await expect(trainModel(stopped)).rejects.toThrow('interrupted');
  await trainModel(await request('stopped'));

  const weights = ({ out }: TrainingRequest) => readFile(join(out, 'model.safetensors'));
  expect((await weights(stopped)).equals(await weights(whole))).toBe(true);
});
