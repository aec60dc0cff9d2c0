import { type Backend, cpuBackend, encodeFloat16 } from '@gradlens/tensor';
import { expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { StoredFloats } from '../src/safetensors/storedFloats.ts';
import { WordTable } from '../src/model/wordTable.ts';
import { directory, loadClassifier, readCheckpoint } from '../src/node.ts';

const halves = encodeFloat16(Float32Array.from({ length: 12 }, (_, i) => i / 4));
const table = new WordTable([4, 3], new StoredFloats('F16', [new Uint8Array(halves.buffer)]));

test('rows come in the order of the ids, as often as they are asked for', () => {
  expect([...table.rows(Int32Array.of(3, 0, 3))]).toEqual([2.25, 2.5, 2.75, 0, 0.25, 0.5, 2.25, 2.5, 2.75]);
  expect(table.rows(new Int32Array())).toHaveLength(0);
});

test.each([-1, 4])('the id %d has no row', (id) => {
  expect(() => table.rows(Int32Array.of(0, id))).toThrow(
    new RangeError(`id ${id} lies outside a vocabulary of 4 words`),
  );
});

test('the table of a classifier stays with the host; all else goes to the backend, once', async () => {
  const folder = directory(checkpointFolder('uncased-gelu'));
  const backend = await cpuBackend();
  const written: string[] = [];
  const watched: Backend = new Proxy(backend, {
    get(target, name: keyof Backend) {
      if (name === 'write') {
        return (...[variable, data]: Parameters<Backend['write']>) => {
          written.push(variable.attrs.name);
          return target.write(variable, data);
        };
      }
      const member: unknown = target[name];
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  const model = await loadClassifier(folder, watched);
  const { tensors } = await readCheckpoint(folder);
  const name = 'bert.embeddings.word_embeddings.weight';
  // A variable may hold several of them.
  const placed = written.flatMap((names) => names.split(', '));
  expect(placed.toSorted()).toEqual([...tensors.keys()].filter((other) => other !== name).toSorted());
  const { shape, data } = tensors.get(name)!;
  expect([model.vocabularySize, model.widthOf('word_embeddings')]).toEqual(shape);
  expect(model.wordEmbeddings(Int32Array.from({ length: shape[0]! }, (_, id) => id))).toEqual(data);
  await backend.dispose();
});

test('a model is refused that the backend has no room for, before a weight of it is read', async () => {
  const backend = await cpuBackend({ memoryBytes: 2 ** 14 });
  let reads = 0;
  const loading = loadClassifier(directory(checkpointFolder('uncased-gelu')), backend, {
    onProgress: () => reads++,
  });
  await expect(loading).rejects.toThrow(
    /^uncased-gelu: its weights take \d+ bytes as float32, and the cpu backend can have 16384$/,
  );
  expect(reads).toBe(0);
  await backend.dispose();
});
