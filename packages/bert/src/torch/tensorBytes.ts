import { coordinates } from '../coordinates.ts';
import { byteLength } from '../safetensors/dtype.ts';
import type { TorchTensor } from './values.ts';
import type { ZipEntry } from './zip.ts';

/** Tensors come in pieces of at most this many bytes. */
const pieceBytes = 4 * 2 ** 20;

/**
 * The elements of a tensor in row-major order, little-endian, in pieces. A tensor that is not stored in that order (a
 * transposed one) is gathered from the part of its storage that it spans, which is read whole.
 */
export async function* tensorBytes(
  tensor: TorchTensor,
  record: ZipEntry,
  bigEndian: boolean,
): AsyncGenerator<Uint8Array> {
  const { dtype, shape, offset } = tensor;
  const elementBytes = byteLength(dtype, 1);
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elements === 0) return;
  const pieceElements = pieceBytes / elementBytes;
  const inOrder = isRowMajor(tensor);
  const gather = inOrder ? undefined : await spanOf(tensor, record);
  for (let done = 0; done < elements; done += pieceElements) {
    const count = Math.min(pieceElements, elements - done);
    const piece = gather
      ? gather(done, count)
      : await record.read((offset + done) * elementBytes, count * elementBytes);
    yield bigEndian ? swapped(piece, elementBytes) : piece;
  }
}

/** Whether each element follows the one before it; the stride of a dimension of size 1 means nothing. */
function isRowMajor({ shape, strides }: TorchTensor): boolean {
  let next = 1;
  return shape
    .map((size, i) => [size, strides[i]!] as const)
    .toReversed()
    .every(([size, stride]) => {
      const follows = size === 1 || stride === next;
      next *= size;
      return follows;
    });
}

/** Reads what a tensor spans; the function returned gives `count` of its elements from the `first` on. */
async function spanOf(
  { dtype, shape, strides, offset }: TorchTensor,
  record: ZipEntry,
): Promise<(first: number, count: number) => Uint8Array> {
  const elementBytes = byteLength(dtype, 1);
  const last = shape.reduce((index, size, i) => index + (size - 1) * strides[i]!, 0);
  const span = await record.read(offset * elementBytes, (last + 1) * elementBytes);
  return (first, count) => {
    const piece = new Uint8Array(count * elementBytes);
    const position = coordinates(first, shape);
    let from = position.reduce((index, coordinate, i) => index + coordinate * strides[i]!, 0);
    for (let to = 0; to < count; to++) {
      for (let byte = 0; byte < elementBytes; byte++) {
        piece[to * elementBytes + byte] = span[from * elementBytes + byte]!;
      }
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        from += strides[axis]!;
        if (++position[axis]! < shape[axis]!) break;
        from -= shape[axis]! * strides[axis]!;
        position[axis] = 0;
      }
    }
    return piece;
  };
}

function swapped(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const result = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    result[i] = bytes[i - (i % elementBytes) + elementBytes - 1 - (i % elementBytes)]!;
  }
  return result;
}
