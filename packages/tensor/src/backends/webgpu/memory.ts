import { encodeFloat16 } from '../../graph/float16.ts';
import { sizeOf, type NumericArray, type Shape } from '../../graph/shape.ts';

// The specification's values; Node has no such globals.
const MAP_READ = 0x0001;
const COPY_SRC = 0x0004;
const COPY_DST = 0x0008;
const STORAGE = 0x0080;

/** Bytes of a buffer for that many elements: whole vectors of four, so that kernels may read by vectors. */
export function bufferBytes(elements: number): number {
  return Math.max(16, Math.ceil(elements / 4) * 16);
}

/** Elements of 32 bits that a value takes: two numbers of a variable in float16 lie in one. */
export function elementsOf({ shape, half }: { readonly shape: Shape; readonly half: boolean }): number {
  return half ? Math.ceil(sizeOf(shape) / 2) : sizeOf(shape);
}

/** Creates buffers and counts those that live. */
export class Memory {
  readonly #device: GPUDevice;
  readonly #live = new Set<GPUBuffer>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Buffers that live now. */
  get count(): number {
    return this.#live.size;
  }

  /** Their bytes. */
  get bytes(): number {
    return [...this.#live].reduce((total, { size }) => total + size, 0);
  }

  storage(elements: number, label: string): GPUBuffer {
    return this.#create(bufferBytes(elements), STORAGE | COPY_SRC | COPY_DST, label);
  }

  /** A buffer into which results are copied to be read. */
  readback(bytes: number): GPUBuffer {
    return this.#create(Math.max(16, bytes), MAP_READ | COPY_DST, 'readback');
  }

  upload(buffer: GPUBuffer, data: NumericArray, dtype: 'f32' | 'i32', half = false): void {
    const bytes = half ? toFloat16(data) : dtype === 'i32' ? toInt32(data) : toFloat32(data);
    this.#device.queue.writeBuffer(buffer, 0, bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  free(buffer: GPUBuffer): void {
    this.#live.delete(buffer);
    buffer.destroy();
  }

  freeAll(): void {
    for (const buffer of this.#live) buffer.destroy();
    this.#live.clear();
  }

  #create(size: number, usage: number, label: string): GPUBuffer {
    const buffer = this.#device.createBuffer({ size, usage, label });
    this.#live.add(buffer);
    return buffer;
  }
}

function toFloat32(data: NumericArray): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

function toInt32(data: NumericArray): Int32Array {
  return data instanceof Int32Array ? data : Int32Array.from(data);
}

/** A whole number of elements of 32 bits, which is what can be written. */
function toFloat16(data: NumericArray): Uint16Array {
  const halves = new Uint16Array(2 * Math.ceil(data.length / 2));
  halves.set(encodeFloat16(toFloat32(data)));
  return halves;
}
