import { MAX_PAGES } from './wasm/module.ts';

const PAGE = 65536;
/** What WebAssembly can have. */
const MAX_BYTES = MAX_PAGES * PAGE;
/** Bytes of a cache line: what threads write to lies on lines of its own. */
const ALIGNMENT = 64;

/** One WebAssembly memory, handed out in blocks of bytes. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  readonly capacityBytes: number;
  /** Free blocks by ascending address; neighbours are merged. Address 0 is never handed out. */
  #free: { start: number; end: number }[] = [];
  #end = ALIGNMENT;
  readonly #sizes = new Map<number, number>();

  /** `shared`: whether several threads can have it. `memoryBytes`: what there are, of which WebAssembly takes 4 GiB at most. */
  constructor(shared: boolean, memoryBytes: number) {
    this.capacityBytes = Math.min(memoryBytes, MAX_BYTES);
    this.memory = new WebAssembly.Memory({ initial: 1, shared, ...(shared && { maximum: MAX_PAGES }) });
  }

  /** Byte address of a new block for that many 4-byte elements. Throws a RangeError when the capacity is used up. */
  allocate(elements: number): number {
    // Room for a vector read or written past the last element.
    const bytes = Math.ceil((4 * elements + ALIGNMENT) / ALIGNMENT) * ALIGNMENT;
    const block = this.#free.find(({ start, end }) => end - start >= bytes);
    if (block) {
      const { start } = block;
      block.start += bytes;
      this.#free = this.#free.filter(({ start, end }) => end > start);
      this.#sizes.set(start, bytes);
      return start;
    }
    const start = this.#end;
    this.#grow(start + bytes);
    this.#sizes.set(start, bytes);
    return start;
  }

  free(address: number): void {
    const start = address;
    const end = start + this.#sizes.get(address)!;
    this.#sizes.delete(address);
    const blocks = [...this.#free, { start, end }].sort((a, b) => a.start - b.start);
    this.#free = [];
    for (const block of blocks) {
      const last = this.#free.at(-1);
      if (last?.end === block.start) last.end = block.end;
      else this.#free.push(block);
    }
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  ints(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }

  #grow(end: number): void {
    const missing = Math.ceil(end / PAGE) - this.memory.buffer.byteLength / PAGE;
    if (end > this.capacityBytes || (missing > 0 && !this.#hasGrown(missing))) {
      throw new RangeError(
        `${end} bytes of memory are wanted where at most ${this.capacityBytes} can be had: use fewer rows at a time`,
      );
    }
    this.#end = end;
  }

  #hasGrown(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }
}
