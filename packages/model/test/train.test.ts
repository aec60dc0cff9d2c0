import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cpuBackend } from '@gradlens/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Progress } from '../src/train/progress.ts';
import { recipe, type Recipe } from '../src/train/recipe.ts';
import { trainModel, type TrainingRequest } from '../src/train/trainModel.ts';

/** Texts whose label hangs on one word. */
const things = ['film', 'plot', 'cast', 'music', 'end', 'story', 'joke', 'scene'];
const phrases = things.flatMap((thing) =>
  ['the', 'a', 'this', 'that'].flatMap((article) => [
    `${article} ${thing} is superb .\t1`,
    `${article} ${thing} is hideous .\t0`,
  ]),
);
const reviews = things.flatMap((thing) => [
  `The ${thing}! I didn't know it. It is superb.<br /><br />See it.\t1`,
  `The ${thing}! I don't like it. It is hideous.<br /><br />Avoid it.\t0`,
]);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlens-train-'));
  await mkdir(join(folder, 'imdb'));
  await mkdir(join(folder, 'sst2'));
  await writeFile(join(folder, 'imdb/labelled.tsv.gz'), gzipSync(lines(reviews)));
  await writeFile(join(folder, 'sst2/train.tsv'), lines(phrases));
  await writeFile(join(folder, 'sst2/dev.tsv'), lines(phrases));
});
afterEach(() => rm(folder, { recursive: true }));

function lines(examples: readonly string[]): string {
  return ['text\tlabel', ...examples, ''].join('\n');
}

/** A classifier small enough to be trained in a second. */
const small: Recipe = {
  ...recipe,
  vocabularySize: 120,
  model: {
    ...recipe.model,
    hidden_size: 16,
    num_hidden_layers: 1,
    intermediate_size: 32,
    num_attention_heads: 2,
    max_position_embeddings: 16,
  },
  stages: recipe.stages.map((stage) => ({
    ...stage,
    ...(stage.cropTokens !== undefined && { cropTokens: 16 }),
    epochs: 6,
    rows: 8,
    peakLearningRate: 1e-2,
  })),
};

interface Observed extends TrainingRequest {
  readonly said: string[];
}

async function request(work: string, signal?: AbortSignal): Promise<Observed> {
  const said: string[] = [];
  return {
    recipe: small,
    data: folder,
    work: join(folder, work),
    out: join(folder, work, 'model'),
    saveEvery: 5,
    backend: await cpuBackend(),
    progress: new Progress((line) => said.push(line)),
    said,
    ...(signal && { signal }),
  };
}

/** Runs a training that is interrupted after so many steps of all its stages together. */
async function interruptAfter(steps: number, work: string): Promise<void> {
  const interruption = new AbortController();
  const stopped = await request(work, interruption.signal);
  const add = stopped.progress.add.bind(stopped.progress);
  let done = 0;
  stopped.progress.add = (...step) => {
    add(...step);
    done++;
    if (done === steps) interruption.abort(new Error('interrupted'));
  };
  await expect(trainModel(stopped)).rejects.toThrow('interrupted');
}

test('learns what decides the label', async () => {
  const { phrases: accuracy } = await trainModel(await request('once'));
  expect(accuracy).toEqual({ correct: phrases.length, rows: phrases.length });
});

test('goes on after interruptions as if there had been none', async () => {
  const whole = await request('whole');
  await trainModel(whole);

  // Steps between two that were saved are done again.
  await interruptAfter(7, 'stopped');
  await interruptAfter(20, 'stopped');
  const last = await request('stopped');
  await trainModel(last);

  expect(last.said[0]).toBe(`${small.stages[0]!.name}: done before`);
  const weights = ({ out }: TrainingRequest) => readFile(join(out, 'model.safetensors'));
  expect((await weights(last)).equals(await weights(whole))).toBe(true);
});

test('shares with other data the stages that do not read it', async () => {
  await trainModel(await request('work'));
  await writeFile(join(folder, 'sst2/train.tsv'), lines(phrases.slice(8)));
  const other = await request('work');
  await trainModel(other);
  const [pretraining, fineTuning] = small.stages;
  expect(other.said[0]).toBe(`${pretraining!.name}: done before`);
  const states = await readdir(other.work);
  expect(states.filter((name) => name.startsWith(pretraining!.name))).toHaveLength(1);
  expect(states.filter((name) => name.startsWith(fineTuning!.name))).toHaveLength(2);
});

test.each([
  [
    'imdb/labelled.tsv.gz',
    gzipSync('text\tlabel\ngood\t1\nbad\n'),
    'line 3: expected a text, a tab and the label 0 or 1',
  ],
  ['imdb/labelled.tsv.gz', 'text\tlabel\ngood\t1\n', 'is not a gzip file'],
  [
    'sst2/train.tsv',
    'text\tlabel\n',
    'expected lines of a text, a tab and a label below a header line, found none',
  ],
  [
    'sst2/train.tsv',
    lines(['good .\t1', '', `${'film '.repeat(15)}\t0`]),
    'line 4: 17 tokens, but the model reads at most 16: shorten the text',
  ],
])('names what is wrong with %s', async (file, content, message) => {
  await writeFile(join(folder, file), content);
  const training = trainModel(await request('work'));
  await expect(training).rejects.toThrow(join(folder, file));
  await expect(training).rejects.toThrow(message);
});
