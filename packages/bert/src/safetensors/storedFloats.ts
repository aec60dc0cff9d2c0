import { byteLength, type FloatDtype } from './dtype.ts';
import { decodeHalves } from './halfPrecision.ts';

/** Numbers of a tensor in memory, as their file has them. Where they are wanted they become float32, which holds those of F16 and BF16 exactly. */
export class StoredFloats {
  readonly length: number;
  readonly #dtype: FloatDtype;
  readonly #pieces: readonly Uint8Array[];

  /** Of the bytes in pieces, all of one length but for the last, which may be shorter; each a whole number of elements. */
  constructor(dtype: FloatDtype, pieces: readonly Uint8Array[]) {
    const elementBytes = byteLength(dtype, 1);
    this.#dtype = dtype;
    this.#pieces = pieces.map((piece) => aligned(piece, elementBytes));
    this.length = pieces.reduce((total, { length }) => total + length, 0) / elementBytes;
  }

  /** All of them. They may be memory that is read again: write nothing to them. */
  toFloat32(): Float32Array {
    if (this.#pieces.length === 1) return this.#decoded(this.#pieces[0]!);
    const numbers = new Float32Array(this.length);
    this.copy(0, numbers);
    return numbers;
  }

  /** Writes those from `start` on over `target`. */
  copy(start: number, target: Float32Array): void {
    const elementBytes = byteLength(this.#dtype, 1);
    const pieceBytes = this.#pieces[0]?.length ?? 0;
    for (let done = 0; done < target.length;) {
      const at = (start + done) * elementBytes;
      const piece = this.#pieces[Math.floor(at / pieceBytes)]!.subarray(at % pieceBytes);
      const part = piece.subarray(0, (target.length - done) * elementBytes);
      target.set(this.#decoded(part), done);
      done += part.length / elementBytes;
    }
  }

  /** All of them, some at a time. */
  *parts(): Generator<Float32Array> {
    for (const piece of this.#pieces) yield this.#decoded(piece);
  }

  #decoded({ buffer, byteOffset, length }: Uint8Array): Float32Array {
    if (this.#dtype === 'F32') return new Float32Array(buffer, byteOffset, length / 4);
    const numbers = new Float32Array(length / 2);
    decodeHalves(this.#dtype, new Uint16Array(buffer, byteOffset, length / 2), numbers);
    return numbers;
  }
}

/** The bytes where a typed array of such elements may lie: copied only if they lie elsewhere. */
export function aligned(bytes: Uint8Array, elementBytes: number): Uint8Array {
  return bytes.byteOffset % elementBytes === 0 ? bytes : bytes.slice();
}
