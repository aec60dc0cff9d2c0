import type { ByteSource } from '../bytes/source.ts';
import { ModelError } from '../errors.ts';
import { show } from '../show.ts';
import { isReadable, readableDtypes } from './dtype.ts';
import { decodeHalves, type HalfFormat } from './halfPrecision.ts';
import { parseHeader, type Header, type TensorInfo } from './header.ts';

/** A tensor's values: floats as float32, which holds those of F16 and BF16 exactly; I64 as bigint. */
export type StoredTensor = { readonly name: string; readonly shape: readonly number[] } & (
  | { readonly dtype: 'F32' | 'F16' | 'BF16'; readonly data: Float32Array }
  | { readonly dtype: 'I64'; readonly data: BigInt64Array }
);

/** A file whose header has been read and found sound; its tensors are read one by one. */
export interface Safetensors extends Header {
  /**
   * The data may be a view of the source's own memory: write nothing to it.
   *
   * @throws ModelError if there is no such tensor, or its dtype is none of `readableDtypes`
   */
  read(name: string): Promise<StoredTensor>;
}

/** Of the header; the limit of the Rust crate. */
const maximumHeaderBytes = 100_000_000;

/** Halves are read in pieces of this many bytes, so that they never lie whole beside the floats they become. */
const pieceBytes = 4 * 2 ** 20;

/**
 * Opens a file in the safetensors format, https://github.com/huggingface/safetensors#format: the header's length as a
 * little-endian u64, the header as JSON, the tensors' bytes. Everything is checked before any tensor is read. The source
 * stays open; the caller closes it after the last tensor.
 *
 * @throws ModelError if the file is not sound
 */
export async function openSafetensors(source: ByteSource): Promise<Safetensors> {
  const { name, size } = source;
  const dataStart = 8 + (await headerLength(source));
  const header = parseHeader(await headerText(source, dataStart), size - dataStart, name);
  return {
    ...header,
    async read(tensor) {
      const info = header.tensors.get(tensor);
      if (!info) throw new ModelError(`${name}: there is no tensor ${show(tensor)}`);
      return readTensor(source, dataStart, tensor, info);
    },
  };
}

async function headerLength(source: ByteSource): Promise<number> {
  const { name, size } = source;
  if (size < 8) {
    throw new ModelError(
      `${name}: ${size} bytes are too few for a safetensors file, which begins with a length of 8`,
    );
  }
  const bytes = await source.read(0, 8);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > size - 8) {
    throw new ModelError(
      `${name}: the header claims ${length} bytes, but ${size - 8} follow: truncated, or not a safetensors file`,
    );
  }
  if (length > maximumHeaderBytes) {
    throw new ModelError(
      `${name}: the header has ${length} bytes; at most ${maximumHeaderBytes} are accepted`,
    );
  }
  return Number(length);
}

async function headerText(source: ByteSource, end: number): Promise<string> {
  const bytes = await source.read(8, end - 8);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ModelError(`${source.name}: not a valid safetensors header: not UTF-8 text`, { cause });
  }
}

async function readTensor(
  source: ByteSource,
  dataStart: number,
  name: string,
  { dtype, shape, begin, end }: TensorInfo,
): Promise<StoredTensor> {
  if (!isReadable(dtype)) {
    const readable = readableDtypes.join(', ');
    throw new ModelError(`${source.name}: tensor ${show(name)} is ${dtype}; only ${readable} can be read`);
  }
  const offset = dataStart + begin;
  const length = end - begin;
  if (dtype === 'F32') {
    const bytes = aligned(await source.read(offset, length), 4);
    return { name, shape, dtype, data: new Float32Array(bytes.buffer, bytes.byteOffset, length / 4) };
  }
  if (dtype === 'I64') {
    const bytes = aligned(await source.read(offset, length), 8);
    return { name, shape, dtype, data: new BigInt64Array(bytes.buffer, bytes.byteOffset, length / 8) };
  }
  return { name, shape, dtype, data: await readHalves(source, offset, length, dtype) };
}

async function readHalves(
  source: ByteSource,
  offset: number,
  length: number,
  format: HalfFormat,
): Promise<Float32Array> {
  const data = new Float32Array(length / 2);
  for (let done = 0; done < length; done += pieceBytes) {
    const bytes = aligned(await source.read(offset + done, Math.min(pieceBytes, length - done)), 2);
    const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    decodeHalves(format, halves, data.subarray(done / 2));
  }
  return data;
}

/** The bytes where a typed array of such elements may lie: copied only if they lie elsewhere. */
function aligned(bytes: Uint8Array, elementBytes: number): Uint8Array {
  return bytes.byteOffset % elementBytes === 0 ? bytes : bytes.slice();
}
