import type { Prediction } from '@gradlens/ig';
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
