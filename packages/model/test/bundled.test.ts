import { readFile, stat } from 'node:fs/promises';
import { BertWithHead, loadTokenizer, readCheckpoint, Weights } from '@gradlens/bert';
import { directory } from '@gradlens/bert/node';
import { compile, constant, cpuBackend } from '@gradlens/tensor';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bundledModel } from '../src/index.ts';

const folder = fileURLToPath(bundledModel);

test.each([
  ['The movie is superb', 'positive'],
  ["It's a heartfelt film about love, loss, and legacy", 'positive'],
  ['A noisy, hideous, and viciously cumbersome movie', 'negative'],
  ['a waste of two hours .', 'negative'],
])('%s: %s', async (text, label) => {
  const { config, tensors } = await readCheckpoint(directory(folder));
  const { ids } = (await loadTokenizer(directory(folder))).encode(text);
  const weights = new Weights((name) => constant(tensors.get(name)!.data, tensors.get(name)!.shape));
  const shape = [1, ids.length];
  const logits = new BertWithHead(config, weights).logits({
    inputIds: constant(Int32Array.from(ids), shape, 'i32'),
    tokenTypeIds: constant(new Int32Array(ids.length), shape, 'i32'),
    attentionMask: constant(new Float32Array(ids.length).fill(1), shape),
  });
  const compiled = await compile({ outputs: { logits } }, await cpuBackend());
  const [negative, positive] = (await compiled.run({})).logits;
  expect(positive! > negative! ? 'positive' : 'negative').toBe(label);
});

test('is at most 10 MB of float16', async () => {
  const { size } = await stat(new URL('model.safetensors', bundledModel));
  expect(size).toBeLessThan(10e6);
  const header = await readFile(new URL('model.safetensors', bundledModel));
  const length = Number(header.readBigUInt64LE(0));
  const tensors = Object.values<{ dtype?: string }>(
    JSON.parse(header.subarray(8, 8 + length).toString('utf8')),
  );
  expect(new Set(tensors.map(({ dtype }) => dtype).filter((dtype) => dtype !== undefined))).toEqual(
    new Set(['F16']),
  );
});
