import type { ByteSource } from '../bytes/source.ts';
import { ModelError } from '../errors.ts';
import { show } from '../show.ts';
import { isFloat, readableDtypes, type FloatDtype } from './dtype.ts';
import { parseHeader, type Header, type TensorInfo } from './header.ts';
import { aligned, StoredFloats } from './storedFloats.ts';

/** A tensor's values: floats as float32, which holds those of F16 and BF16 exactly; I64 as bigint. */
export type StoredTensor = { readonly name: string; readonly shape: readonly number[] } & (
  | { readonly dtype: FloatDtype; readonly data: Float32Array }
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
  /**
   * The numbers of a tensor of floats as the file has them; `onBytes` hears of each piece that has come.
   *
   * @throws ModelError if there is no such tensor, or its dtype is none of floats
   */
  readFloats(name: string, onBytes?: (more: number) => void): Promise<StoredFloats>;
}

/** Of the header; the limit of the Rust crate. */
const maximumHeaderBytes = 100_000_000;

/** Bytes of floats that are read at once: of a BERT-large the largest matrix, and an eighth of the table of words. */
const pieceBytes = 16 * 2 ** 20;

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
  const infoOf = (tensor: string): TensorInfo => {
    const info = header.tensors.get(tensor);
    if (!info) throw new ModelError(`${name}: there is no tensor ${show(tensor)}`);
    return info;
  };
  return {
    ...header,
    async read(tensor) {
      const { dtype, shape, begin, end } = infoOf(tensor);
      if (dtype === 'I64') {
        const bytes = aligned(await source.read(dataStart + begin, end - begin), 8);
        const data = new BigInt64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
        return { name: tensor, shape, dtype, data };
      }
      if (!isFloat(dtype)) {
        const readable = readableDtypes.join(', ');
        throw new ModelError(`${name}: tensor ${show(tensor)} is ${dtype}; only ${readable} can be read`);
      }
      const numbers = await readPieces(source, dataStart + begin, end - begin, dtype);
      return { name: tensor, shape, dtype, data: numbers.toFloat32() };
    },
    async readFloats(tensor, onBytes) {
      const { dtype, begin, end } = infoOf(tensor);
      if (!isFloat(dtype)) {
        throw new ModelError(`${name}: tensor ${show(tensor)} is ${dtype}; expected F32, F16 or BF16`);
      }
      return readPieces(source, dataStart + begin, end - begin, dtype, onBytes);
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

/** Piece by piece, straight to where they stay. */
async function readPieces(
  source: ByteSource,
  offset: number,
  length: number,
  dtype: FloatDtype,
  onBytes: (more: number) => void = () => undefined,
): Promise<StoredFloats> {
  const pieces: Uint8Array[] = [];
  for (let done = 0; done < length; done += pieceBytes) {
    const piece = await source.read(offset + done, Math.min(pieceBytes, length - done));
    pieces.push(piece);
    onBytes(piece.length);
  }
  return new StoredFloats(dtype, pieces);
}
