const initialCapacity = 64;

/** A binary heap of numbers, the least first. */
export class MergeQueue {
  #entries = new Float64Array(initialCapacity);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#entries.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#entries);
      this.#entries = larger;
    }
    const entries = this.#entries;
    let at = this.#length++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (entries[parent]! <= value) break;
      entries[at] = entries[parent]!;
      at = parent;
    }
    entries[at] = value;
  }

  /** Takes the least out; undefined when there is none. */
  pop(): number | undefined {
    if (this.#length === 0) return undefined;
    const entries = this.#entries;
    const least = entries[0]!;
    const value = entries[--this.#length]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#length) break;
      if (child + 1 < this.#length && entries[child + 1]! < entries[child]!) child += 1;
      if (entries[child]! >= value) break;
      entries[at] = entries[child]!;
      at = child;
    }
    entries[at] = value;
    return least;
  }
}
