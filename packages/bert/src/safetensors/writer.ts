import { show, showShape } from '../show.ts';
import { encodeFloat16 } from '@gradlens/tensor';
import { layOut } from './layout.ts';

/** A tensor and the dtype it is to have in the file. */
export type TensorToWrite = { readonly name: string; readonly shape: readonly number[] } & (
  | { readonly dtype: 'F32' | 'F16'; readonly data: Float32Array }
  | { readonly dtype: 'I64'; readonly data: BigInt64Array }
);

/** From here on, half-way between the largest finite binary16 and the next power of two, numbers round to infinity. */
const float16Overflow = 65520;

/**
 * A safetensors file: the same bytes for the same tensors in whatever order they come. F16 rounds to the nearest, ties to even.
 *
 * @param metadata transformers reads only files that say `{ format: 'pt' }`
 * @throws RangeError if a name is taken or not Unicode text, data and shape differ in size, or a finite number would become infinite in F16
 */
export function writeSafetensors(
  tensors: Iterable<TensorToWrite>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const stored = Array.from(tensors, (tensor) => ({ ...tensor, values: storedValues(tensor) }));
  const layout = layOut(stored, metadata);
  const file = new Uint8Array(layout.head.length + layout.dataSize);
  file.set(layout.head);
  let offset = layout.head.length;
  for (const { values } of layout.tensors) {
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
