import { byteLength, type FloatDtype } from './dtype.ts';
import { decodeHalves, type HalfFormat } from './halfPrecision.ts';

/** Numbers of a tensor in memory, as their file has them. Where they are wanted they become float32, which holds those of F16 and BF16 exactly. */
export class StoredFloats {
  readonly length: number;
  readonly #dtype: FloatDtype;
  /** Float32Array for F32, Uint16Array for halves. */
  readonly #pieces: readonly (Float32Array | Uint16Array)[];

  /** Of the bytes in pieces, all of one length but for the last, which may be shorter; each a whole number of elements. */
  constructor(dtype: FloatDtype, pieces: readonly Uint8Array[]) {
    this.#dtype = dtype;
    this.#pieces = pieces.map((piece) => elementsOf(piece, dtype));
    this.length = this.#pieces.reduce((total, { length }) => total + length, 0);
  }

  /** All of them. They may be memory that is read again: write nothing to them. */
  toFloat32(): Float32Array {
    const [first] = this.#pieces;
    if (this.#pieces.length === 1 && first instanceof Float32Array) return first;
    const numbers = new Float32Array(this.length);
    this.copy(0, numbers);
    return numbers;
  }

  /** Writes those from `start` on over `target`. */
  copy(start: number, target: Float32Array): void {
    const pieceLength = this.#pieces[0]?.length ?? 0;
    for (let done = 0; done < target.length;) {
      const piece = this.#pieces[Math.floor((start + done) / pieceLength)]!;
      const from = (start + done) % pieceLength;
      const part = piece.subarray(from, from + target.length - done);
      this.#decode(part, target.subarray(done));
      done += part.length;
    }
  }

  /** All of them, some at a time. */
  *parts(): Generator<Float32Array> {
    for (const piece of this.#pieces) {
      if (piece instanceof Float32Array) {
        yield piece;
        continue;
      }
      const numbers = new Float32Array(piece.length);
      this.#decode(piece, numbers);
      yield numbers;
    }
  }

  #decode(stored: Float32Array | Uint16Array, target: Float32Array): void {
    if (stored instanceof Float32Array) target.set(stored);
    else decodeHalves(this.#dtype as HalfFormat, stored, target);
  }
}

function elementsOf(bytes: Uint8Array, dtype: FloatDtype): Float32Array | Uint16Array {
  const elementBytes = byteLength(dtype, 1);
  const { buffer, byteOffset, length } = aligned(bytes, elementBytes);
  return dtype === 'F32'
    ? new Float32Array(buffer, byteOffset, length / elementBytes)
    : new Uint16Array(buffer, byteOffset, length / elementBytes);
}

/** The bytes where a typed array of such elements may lie: copied only if they lie elsewhere. */
export function aligned(bytes: Uint8Array, elementBytes: number): Uint8Array {
  return bytes.byteOffset % elementBytes === 0 ? bytes : bytes.slice();
}
