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
  const { version, devices } = JSON.parse(stdout) as {
    version: number;
    devices: { backend: string; used: boolean }[];
  };
  expect(version).toBe(1);
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
