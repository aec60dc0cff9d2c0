import { memorySource } from '../../src/bytes/source.ts';
import { coordinates } from '../../src/coordinates.ts';
import { byteLength } from '../../src/safetensors/dtype.ts';
import { crc32 } from '../../src/torch/crc32.ts';
import { openTorch } from '../../src/torch/reader.ts';
import { findTensors } from '../../src/torch/stateDict.ts';
import { unpickle } from '../../src/torch/unpickle.ts';
import { Dict, TorchStorage, TorchTensor } from '../../src/torch/values.ts';
import { openZip } from '../../src/torch/zip.ts';
import { described, pickled } from '../files/pickle.ts';
import { joined, zipFile } from '../files/zipFile.ts';
import { fixture } from '../fixture.ts';
import { pickle } from './pickle.ts';
import { alike, demand, encoded, type Target } from './target.ts';

/** More elements than a file of this size has are those of an expanded tensor, which is read as long as somebody wants. */
const mostElements = 20_000;

const floats = new TorchStorage('0', 'F32', 24);
const tensors = new Dict([
  ['transposed', new TorchTensor(floats, 'F32', 0, [4, 6], [1, 4])],
  ['every other', new TorchTensor(floats, 'F32', 1, [12], [2])],
  ['expanded', new TorchTensor(floats, 'F32', 3, [2, 3], [1, 0])],
  ['half', new TorchTensor(new TorchStorage('1', 'F16', 8), 'F16', 2, [2, 1, 3], [3, 9, 1])],
  ['untyped', new TorchTensor(new TorchStorage('1', 'U8', 16), 'U16', 0, [8], [1])],
]);
const counted = (size: number) => Uint8Array.from({ length: size }, (_, i) => i);

const pickleOf = (content: Dict) => pickled(described(content)!);
const wrapped = new Dict([['state_dict', tensors]]);
const parallel = new Dict(
  Array.from(tensors, ([name, tensor]) => [`module.${name as string}`, tensor] as const),
);

function file(content: Uint8Array, order: string, zip64 = false): Uint8Array {
  const records = [
    { name: 'a/data.pkl', content },
    { name: 'a/version', content: new TextEncoder().encode('3\n') },
    { name: 'a/byteorder', content: new TextEncoder().encode(order) },
    { name: 'a/data/0', content: counted(96) },
    { name: 'a/data/1', content: counted(16) },
  ];
  return zipFile(
    records.map((record) => ({ ...record, crc: crc32(record.content) })),
    { zip64 },
  );
}

/** A whole file of torch: each tensor has the elements that its storage, offset and strides say, found one by one. */
export const torch: Target = {
  name: 'torch',
  corpus: [
    file(pickleOf(tensors), 'little'),
    file(pickleOf(tensors), 'big'),
    file(pickleOf(wrapped), 'little', true),
    file(pickleOf(parallel), 'big'),
    fixture('torch/values/values.pt'),
    fixture('torch/values/big-endian.pt'),
  ],
  tokens: [
    ...pickle.tokens,
    ...encoded('a/data/0', 'a/data/1', 'a/data.pkl', 'little', 'big', 'module.', 'PK'),
  ],
  inside: {
    corpus: [...[tensors, wrapped, parallel].map(pickleOf), ...pickle.corpus],
    tokens: pickle.tokens,
    around: (changed) => file(changed, changed.length % 2 === 0 ? 'little' : 'big'),
  },
  async check(bytes) {
    const { read, tensors: shown } = await openTorch(memorySource(bytes, 'a.pt'));
    const entries = await openZip(memorySource(bytes, 'a.pt'));
    const content = async (name: string) => {
      const entry = [...entries.values()].find((each) => each.name.endsWith(`/${name}`))!;
      return entry.read(0, entry.size);
    };
    const found = findTensors(unpickle(await content('data.pkl'), 'a.pt'), 'a.pt');
    const isBig = [...entries.keys()].some((name) => name.endsWith('/byteorder'))
      ? (await content('byteorder'))[0] === 'b'.charCodeAt(0)
      : false;
    demand(alike([...found.keys()], [...shown.keys()]), 'other tensors than the pickle has');
    for (const [name, { storage, dtype, offset, shape, strides }] of found) {
      const elements = shape.reduce((product, size) => product * size, 1);
      if (elements > mostElements) continue;
      const pieces: Uint8Array[] = [];
      for await (const piece of read(name)) pieces.push(piece);
      const record = await content(`data/${storage.key}`);
      const width = byteLength(dtype, 1);
      const expected = Array.from({ length: elements }, (_, i) => {
        const at = coordinates(i, shape).reduce((sum, index, axis) => sum + index * strides[axis]!, offset);
        const element = record.subarray(at * width, (at + 1) * width);
        return isBig ? element.toReversed() : element;
      });
      demand(alike(new Uint8Array(joined(pieces)), joined(expected)), `${name} has other elements`);
    }
  },
};
