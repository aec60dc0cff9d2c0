import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Explanation, Prediction } from '@gradlens/ig';
import { expect, test } from 'vitest';
import { fixture, gradlens } from './support/gradlens.ts';

test('inspect tells what a checkpoint holds', async () => {
  const { status, stdout, stderr } = await gradlens(['inspect', fixture('cased-legacy-names')]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/architecture +BertForSequenceClassification/);
  expect(stdout).toMatch(/weights +[\d,]+ parameters in \d+ tensors/);
  expect(stdout).toMatch(/missing +none/);
  expect(stdout).toMatch(/renamed +bert\.embeddings\.LayerNorm\.(gamma|beta) → /);
});

test('inspect --json gives all of it', async () => {
  const { stdout } = await gradlens(['inspect', '--json', fixture('uncased-gelu')]);
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    config: { labels: ['negative', 'positive'], maxPositions: 64 },
    metadata: {},
    report: { missing: [], misshapen: [], unused: [] },
  });
});

test('inspect tells the memory that an explanation takes', async () => {
  const { stdout } = await gradlens(['inspect', '--json', fixture('regression-relu-half')]);
  // In the file they are float16, as matrices are on a GPU, which are most of them; with the CPU they are float32. The table of words stays as it is.
  const { total, memory } = JSON.parse(stdout) as {
    total: { bytes: number };
    memory: {
      weightsBytes: number;
      wordTableBytes: number;
      pointBytes: { tokens: number; bytes: number }[];
      explanationBytes: { tokens: number; bytes: number }[];
    };
  };
  const stored = total.bytes - memory.wordTableBytes;
  expect(memory.weightsBytes).toBeGreaterThan(stored);
  expect(memory.weightsBytes).toBeLessThan(1.5 * stored);
  expect(memory.wordTableBytes).toBeGreaterThan(0);
  // Of all positions: the output of the embeddings, of 15 units, and more.
  expect(memory.pointBytes).toEqual([{ tokens: 48, bytes: expect.any(Number) as unknown }]);
  expect(memory.pointBytes[0]!.bytes).toBeGreaterThan(4 * 48 * 15);
  // Of so small a model all 50 points of a path are computed at once.
  expect(memory.explanationBytes).toEqual([
    {
      tokens: 48,
      bytes: 150e6 + 2 * stored + memory.wordTableBytes + 50 * memory.pointBytes[0]!.bytes,
    },
  ]);
});

test('inspect tells why a model is not supported', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gradlens-'));
  await cp(fixture('distilbert'), folder, { recursive: true });
  await rm(join(folder, 'tokenizer.json'));
  const { status, stdout } = await gradlens(['inspect', folder, '--json']);
  await rm(folder, { recursive: true });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    problem: expect.stringMatching(/: no tokenizer: expected tokenizer\.json/) as unknown,
    tokenizer: null,
    memory: null,
  });
});

test('another architecture ends with status 3, and what there is is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gradlens-'));
  await writeFile(join(folder, 'config.json'), '{"model_type": "gpt2"}');
  const outcomes = await Promise.all([
    gradlens(['inspect', folder]),
    gradlens(['explain', 'text', '--model', folder]),
  ]);
  await rm(folder, { recursive: true });
  for (const outcome of outcomes) {
    expect(outcome).toEqual({
      status: 3,
      stdout: '',
      stderr: `gradlens: ${folder}/config.json: "model_type" is "gpt2", which is not supported; supported: "bert", "distilbert", "electra", "roberta", "xlm-roberta", "albert"\n`,
    });
  }
});

test.each([
  ['distilbert', 'DistilBertForSequenceClassification', 'WordPiece'],
  ['electra', 'ElectraForSequenceClassification', 'WordPiece'],
  ['roberta', 'RobertaForSequenceClassification', 'BPE'],
  ['xlm-roberta', 'XLMRobertaForSequenceClassification', 'Unigram'],
  ['albert', 'AlbertForSequenceClassification', 'Unigram'],
])('%s is inspected and explained', async (name, architecture, tokenizer) => {
  const inspected = await gradlens(['inspect', fixture(name)]);
  expect(inspected.stdout).toMatch(new RegExp(`architecture +${architecture}\n`));
  expect(inspected.stdout).toMatch(new RegExp(`tokenizer +${tokenizer}, `));
  expect(inspected.stdout).toMatch(/supported +yes\n/);
  const text = 'The unwatchable movie, very good!';
  const args = ['explain', text, '--json', '--model', fixture(name), '--device', 'cpu'];
  const { status, stdout } = await gradlens([...args, '--baseline', 'mask']);
  const { model, words } = JSON.parse(stdout) as Explanation;
  expect({ status, architecture: model.architecture }).toEqual({ status: 0, architecture });
  expect(words.map((word) => word.text)).toEqual(['The', 'unwatchable', 'movie', ',', 'very', 'good', '!']);
});

test('devices marks the one that auto takes', async () => {
  const { stdout } = await gradlens(['devices', '--json']);
  const { version, devices, reason } = JSON.parse(stdout) as {
    version: number;
    devices: { backend: string; adapter: string; used: boolean }[];
    reason: string;
  };
  expect(version).toBe(1);
  expect(reason).toMatch(/WebGPU adapter/);
  expect(devices.filter(({ used }) => used)).toHaveLength(1);
  const { stdout: prediction } = await gradlens([
    'predict',
    'text',
    '--json',
    '--model',
    fixture('uncased-gelu'),
  ]);
  expect(devices.find(({ used }) => used)).toMatchObject((JSON.parse(prediction) as Prediction).device);
  expect(devices.map(({ backend }) => backend)).toEqual(expect.arrayContaining(['cpu', 'reference']));
});

test('devices says which one auto takes, and why', async () => {
  const env = { GRADLENS_DEVICE: 'cpu', GRADLENS_THREADS: '2' };
  const { status, stdout } = await gradlens(['devices'], { env });
  expect(status).toBe(0);
  expect(stdout).toMatch(/cpu +CPU, WebAssembly (relaxed )?SIMD, 2 threads · used: GRADLENS_DEVICE names it/);
});

test('an environment variable that cannot be is wrong usage', async () => {
  const { status, stdout, stderr } = await gradlens(['predict', 'text'], {
    env: { GRADLENS_THREADS: 'many' },
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe('gradlens: GRADLENS_THREADS must be a whole number from 1 to 256, not "many"\n');
});

test('the threads end with the command, so that it ends', async () => {
  const { status, stderr } = await gradlens(
    ['explain', 'text', '--device', 'cpu', '--model', fixture('uncased-gelu')],
    { env: { GRADLENS_THREADS: '3' } },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
