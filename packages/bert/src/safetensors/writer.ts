import { show, showShape } from '../show.ts';
import { encodeFloat16 } from './halfPrecision.ts';
import { metadataKey } from './header.ts';

/** A tensor and the dtype it is to have in the file. */
export type TensorToWrite = { readonly name: string; readonly shape: readonly number[] } & (
  | { readonly dtype: 'F32' | 'F16'; readonly data: Float32Array }
  | { readonly dtype: 'I64'; readonly data: BigInt64Array }
);

/** From here on, half-way between the largest finite binary16 and the next power of two, numbers round to infinity. */
const float16Overflow = 65520;

/**
 * A safetensors file: the same bytes for the same tensors in whatever order they come. Larger elements lie first, so that
 * each tensor lies at a multiple of its element's size. F16 rounds to the nearest, ties to even.
 *
 * @param metadata transformers reads only files that say `{ format: 'pt' }`
 * @throws RangeError if a name is taken or not Unicode text, data and shape differ in size, or a finite number would become infinite in F16
 */
export function writeSafetensors(
  tensors: Iterable<TensorToWrite>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const stored = [...tensors].map((tensor) => ({ ...tensor, values: storedValues(tensor) }));
  stored.sort((a, b) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT || compare(a.name, b.name));

  const members = new Map<string, string>();
  const noted = Object.entries(metadata).sort(([a], [b]) => compare(a, b));
  if (noted.length > 0) {
    members.set(metadataKey, object(noted.map(([key, value]) => [key, string(value)])));
  }
  let dataSize = 0;
  for (const { name, dtype, shape, values } of stored) {
    if (name === metadataKey || members.has(name)) {
      throw new RangeError(`the name ${show(name)} is taken; each tensor of a file needs one of its own`);
    }
    const begin = dataSize;
    dataSize += values.byteLength;
    members.set(name, JSON.stringify({ dtype, shape, data_offsets: [begin, dataSize] }));
  }

  const json = new TextEncoder().encode(object(members));
  const headerSize = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerSize + dataSize);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerSize), true);
  file.fill(' '.charCodeAt(0), 8, 8 + headerSize);
  file.set(json, 8);
  let offset = 8 + headerSize;
  for (const { values } of stored) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return file;
}

function storedValues({
  name,
  shape,
  dtype,
  data,
}: TensorToWrite): Float32Array | Uint16Array | BigInt64Array {
  const elements = shape.reduce((product, dimension) => product * dimension, 1);
  if (elements !== data.length) {
    throw new RangeError(
      `tensor ${show(name)} has ${data.length} elements, but ${showShape(shape)} asks for ${elements}`,
    );
  }
  if (dtype !== 'F16') return data;
  const overflow = data.findIndex((number) => Number.isFinite(number) && Math.abs(number) >= float16Overflow);
  if (overflow >= 0) {
    throw new RangeError(`tensor ${show(name)} holds ${data[overflow]}, too large for F16; write it as F32`);
  }
  return encodeFloat16(data);
}

/** JSON from members that are JSON already: a JavaScript object would drop the key `__proto__` and reorder keys like `0`. */
function object(members: Iterable<readonly [key: string, json: string]>): string {
  return `{${Array.from(members, ([key, json]) => `${string(key)}:${json}`).join(',')}}`;
}

function string(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new RangeError(`${show(text)} is not Unicode text`);
  return JSON.stringify(text);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
