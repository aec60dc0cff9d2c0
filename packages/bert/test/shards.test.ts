import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { directory } from '../src/bytes/file.ts';
import type { Folder } from '../src/bytes/folder.ts';
import { memorySource } from '../src/bytes/source.ts';
import { inspectCheckpoint, readCheckpoint } from '../src/checkpoint/checkpoint.ts';
import { ModelError } from '../src/errors.ts';
import { shardsOf, type Files } from './support/shards.ts';

/** Files in memory that count how often each byte of them is read, and what is left open. */
function folder(files: Files) {
  let unclosed = 0;
  const reads = new Map<string, number>();
  const inMemory: Folder = {
    name: 'model',
    async open(fileName) {
      const bytes = files[fileName];
      if (!bytes) return undefined;
      unclosed++;
      const source = memorySource(bytes, `model/${fileName}`);
      return {
        ...source,
        read(offset, length) {
          reads.set(fileName, (reads.get(fileName) ?? 0) + length);
          return source.read(offset, length);
        },
        close: async () => void unclosed--,
      };
    },
  };
  return Object.assign(inMemory, { unclosed: () => unclosed, reads });
}

async function fixture(name: string) {
  const path = checkpointFolder(name);
  const [config, weights] = await Promise.all([
    readFile(join(path, 'config.json')),
    readFile(join(path, 'model.safetensors')),
  ]);
  return { path, config, weights };
}

test.each(['uncased-gelu', 'cased-legacy-names', 'regression-relu-half'])(
  '%s is the same in however many shards, each byte of which is read once',
  async (name) => {
    const { path, config, weights } = await fixture(name);
    const whole = await readCheckpoint(directory(path));
    const summary = await inspectCheckpoint(directory(path));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.nat(), { minLength: 1 }),
        async (shards, draws) => {
          const split = await shardsOf(weights, shards, (_, i) => draws[i % draws.length]! % shards);
          const files = folder({ 'config.json': config, ...split });
          const { config: parsed, tensors, report } = await readCheckpoint(files);
          expect({ parsed, report }).toEqual({ parsed: whole.config, report: whole.report });
          expect(tensors).toEqual(whole.tensors);
          for (const [fileName, bytes] of files.reads)
            expect(bytes).toBeLessThanOrEqual(split[fileName]?.length ?? config.length);
          const { dtypes, total, metadata, fileBytes } = await inspectCheckpoint(files);
          expect({ dtypes, total, metadata }).toEqual({
            dtypes: summary.dtypes,
            total: summary.total,
            metadata: summary.metadata,
          });
          const named = Object.values(split).filter((_, i) => files.reads.has(Object.keys(split)[i]!));
          expect(fileBytes).toBe(
            named.reduce((sum, { length }) => sum + length, -split['model.safetensors.index.json']!.length),
          );
          expect(files.unclosed()).toBe(0);
        },
      ),
      { numRuns: 10 },
    );
  },
);

test('of weights in one file and in shards the one file counts, as in transformers', async () => {
  const { config, weights } = await fixture('uncased-gelu');
  const files = folder({
    'config.json': config,
    'model.safetensors': weights,
    'model.safetensors.index.json': new TextEncoder().encode('{}'),
  });
  expect((await readCheckpoint(files)).tensors.size).toBeGreaterThan(0);
});

describe('refused', async () => {
  const { config, weights } = await fixture('uncased-gelu');
  const split = await shardsOf(weights, 2, (_, i) => i % 2);
  const [first, second] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
  const index = JSON.parse(new TextDecoder().decode(split['model.safetensors.index.json'])) as {
    weight_map: Record<string, string>;
  };
  const bias = 'classifier.bias';
  const indexed = (content: unknown): Files => ({
    ...split,
    'model.safetensors.index.json': new TextEncoder().encode(
      typeof content === 'string' ? content : JSON.stringify(content),
    ),
  });
  const moved = (shard: unknown): Files => indexed({ weight_map: { ...index.weight_map, [bias]: shard } });
  const without = (name: string): Files =>
    Object.fromEntries(Object.entries(split).filter(([fileName]) => fileName !== name));
  const at = 'model/model.safetensors.index.json: ';
  const shardOf = (found: string): string =>
    `${at}the shard of tensor "classifier.bias" is ${found}; expected the name of a .safetensors file in the same folder`;

  test.each<[string, Files, string]>([
    ['no JSON', indexed('{"weight_map": {'), `${at}not JSON`],
    ['no object', indexed('[]'), `${at}"weight_map" is nothing; expected the shard of each tensor`],
    ['no map', indexed({ weight_map: [] }), `${at}"weight_map" is a list; expected the shard of each tensor`],
    ['nothing', indexed({ weight_map: {} }), `${at}"weight_map" names no tensor`],
    ['a number', moved(1), shardOf('1')],
    ['another format', moved('model.bin'), shardOf('"model.bin"')],
    ['a path upwards', moved('../model.safetensors'), shardOf('"../model.safetensors"')],
    ['a path downwards', moved('a/model.safetensors'), shardOf('"a/model.safetensors"')],
    ['an absolute path', moved('/model.safetensors'), shardOf('"/model.safetensors"')],
    ['a path of Windows', moved('..\\model.safetensors'), shardOf('"..\\\\model.safetensors"')],
    ['a control character', moved('model\n.safetensors'), shardOf('"model\\n.safetensors"')],
    [
      'a shard that is missing',
      without(second),
      `${at}the shard "${second}" is missing; copy all shards into the folder`,
    ],
    [
      'a tensor in another shard than is said',
      moved(index.weight_map[bias] === first ? second : first),
      `${at}says that tensor "classifier.bias" is in "${index.weight_map[bias] === first ? second : first}", which does not hold it`,
    ],
    [
      'a shard that is cut off',
      { ...split, [second]: split[second]!.subarray(0, 100) },
      `model/${second}: the header claims`,
    ],
    [
      'a model without some tensor',
      indexed({
        weight_map: Object.fromEntries(Object.entries(index.weight_map).filter(([name]) => name !== bias)),
      }),
      `${at}not the weights that config.json describes: "classifier.bias" is missing`,
    ],
    [
      'a thousand shards',
      indexed({
        weight_map: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${i}`, `${i}.safetensors`])),
      }),
      `${at}names 1000 shards; at most 256 are read`,
    ],
  ])('%s', async (_, content, beginning) => {
    const files = folder({ 'config.json': config, ...content });
    const error: unknown = await readCheckpoint(files).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ModelError);
    expect((error as Error).message.slice(0, beginning.length)).toBe(beginning);
    expect(files.unclosed()).toBe(0);
  });
});
