import type { ByteSource } from '../bytes/source.ts';
import { ModelError } from '../errors.ts';
import { byteLength, type Dtype } from '../safetensors/dtype.ts';
import { show } from '../show.ts';
import { findTensors } from './stateDict.ts';
import { tensorBytes } from './tensorBytes.ts';
import { unpickle } from './unpickle.ts';
import type { TorchStorage, TorchTensor } from './values.ts';
import { openZip, type ZipEntry } from './zip.ts';

/** A file of weights whose pickle has been read and found sound; its tensors are read one by one. */
export interface TorchFile {
  /** By name, without what wrappers put before it. */
  readonly tensors: ReadonlyMap<string, { readonly dtype: Dtype; readonly shape: readonly number[] }>;
  /**
   * The elements of a tensor in row-major order, little-endian, in pieces of a few MiB. They may be a view of the source's
   * own memory: write nothing to them.
   *
   * @throws ModelError if there is no such tensor, or its bytes are damaged
   */
  read(name: string): AsyncGenerator<Uint8Array>;
}

/** Of the pickle; that of a BERT-large with its optimizer's state has 200 kB. */
const maximumPickleBytes = 16 * 2 ** 20;

/** The file's name where it can stand in a command that somebody copies; a name may be made to do harm there. */
const quotable = (name: string) => (/^[\w./ -]+$/.test(name) ? name : 'FILE');

/** What Python runs to write an older file in the format that is read here. */
const resave = (name: string) =>
  `python -c 'import torch; torch.save(torch.load("${quotable(name)}", map_location="cpu", weights_only=True), "resaved.pt")'`;

/**
 * Opens a file that `torch.save` wrote: a zip archive `<root>/data.pkl`, `<root>/data/<key>`, …
 * (https://docs.pytorch.org/docs/main/notes/serialization.html). Nothing in it is executed. The source stays open; the
 * caller closes it after the last tensor.
 *
 * @throws ModelError if the file is not sound, or holds more than weights
 */
export async function openTorch(source: ByteSource): Promise<TorchFile> {
  await refuseOtherFormats(source);
  const entries = await openZip(source);
  const root = findRoot(source, entries);
  const pickle = entries.get(`${root}data.pkl`)!;
  const bigEndian = (await byteOrder(source, entries.get(`${root}byteorder`))) === 'big';
  const tensors = findTensors(unpickle(await readSmall(source, pickle), source.name), source.name);
  const records = new Map<string, ZipEntry>();
  for (const [name, { storage }] of tensors) {
    records.set(storage.key, recordOf(source, entries.get(`${root}data/${storage.key}`), storage, name));
  }
  const verified = new Set<ZipEntry>();
  return {
    tensors,
    async *read(name) {
      const tensor: TorchTensor | undefined = tensors.get(name);
      if (!tensor) throw new ModelError(`${source.name}: there is no tensor ${show(name)}`);
      const record = records.get(tensor.storage.key)!;
      if (!verified.has(record)) await record.verify();
      verified.add(record);
      yield* tensorBytes(tensor, record, bigEndian);
    },
  };
}

async function refuseOtherFormats(source: ByteSource): Promise<void> {
  const { name, size } = source;
  const beginning = await source.read(0, Math.min(size, 2));
  const [first, second] = beginning;
  // "PK", as every zip archive that is not appended to something else.
  if (first === 0x50 && second === 0x4b) return;
  // The instruction PROTO, as every pickle from protocol 2 on.
  if (first === 0x80) {
    throw new ModelError(
      `${name}: in the format of before torch 1.6, which is not read; save it again with ${resave(name)}`,
    );
  }
  throw new ModelError(`${name}: not a file that torch.save writes: it begins otherwise`);
}

function findRoot(source: ByteSource, entries: ReadonlyMap<string, ZipEntry>): string {
  const roots = [...entries.keys()].flatMap((name) => /^([^/]*\/)data\.pkl$/.exec(name)?.[1] ?? []);
  const [root] = roots;
  if (root === undefined || roots.length > 1) {
    throw new ModelError(
      `${source.name}: a zip archive, but not one that torch.save writes: expected one data.pkl in it, found ${roots.length}`,
    );
  }
  if (entries.has(`${root}constants.pkl`)) {
    throw new ModelError(
      `${source.name}: a TorchScript program; save its weights alone, with torch.save(torch.jit.load("${quotable(source.name)}").state_dict(), "weights.pt")`,
    );
  }
  return root;
}

/** Little where the file does not say: `torch/serialization.py`, `_load`. */
async function byteOrder(source: ByteSource, entry: ZipEntry | undefined): Promise<'little' | 'big'> {
  if (!entry) return 'little';
  const order = new TextDecoder().decode(await readSmall(source, entry));
  if (order === 'little' || order === 'big') return order;
  throw new ModelError(`${source.name}: the byte order is ${show(order)}; expected "little" or "big"`);
}

async function readSmall(source: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
  if (entry.size > maximumPickleBytes) {
    throw new ModelError(
      `${source.name}: ${show(entry.name)} has ${entry.size} bytes; at most ${maximumPickleBytes} are accepted`,
    );
  }
  await entry.verify();
  return entry.read(0, entry.size);
}

function recordOf(
  { name: file }: ByteSource,
  record: ZipEntry | undefined,
  { key, dtype, elements }: TorchStorage,
  name: string,
): ZipEntry {
  if (!record) throw new ModelError(`${file}: the storage ${show(key)} of tensor ${show(name)} is missing`);
  const expected = byteLength(dtype, elements);
  if (record.size === expected) return record;
  throw new ModelError(
    `${file}: the storage ${show(key)} of tensor ${show(name)} has ${record.size} bytes, but ${elements} elements of ${dtype} take ${expected}`,
  );
}
