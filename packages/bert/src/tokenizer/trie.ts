const none = -1;

/**
 * A set of sequences of numbers (code points or UTF-16 units) with a value each. The edges of all nodes lie in one
 * open-addressing hash table, so that a step costs the same however many children a node has.
 */
export class Trie {
  readonly root = 0;
  #values = new Int32Array(1024).fill(none);
  #nodeCount = 1;
  #parents = new Int32Array(4096).fill(none);
  #symbols = new Int32Array(4096);
  #children = new Int32Array(4096);

  /** Stores `value` (an integer from 0) for a sequence; a later value replaces an earlier one. */
  insert(sequence: Iterable<number>, value: number): void {
    let node = this.root;
    for (const symbol of sequence) {
      const child = this.step(node, symbol);
      node = child === none ? this.#addChild(node, symbol) : child;
    }
    this.#values[node] = value;
  }

  /** The node that a whole sequence leads to, or -1. */
  nodeOf(sequence: Iterable<number>): number {
    let node: number = this.root;
    for (const symbol of sequence) {
      if (node === none) break;
      node = this.step(node, symbol);
    }
    return node;
  }

  /** The node that `symbol` leads to, or -1. */
  step(node: number, symbol: number): number {
    const slot = this.#slot(node, symbol);
    return this.#parents[slot] === none ? none : this.#children[slot]!;
  }

  /** The value of the sequence that leads to `node`, or -1. */
  valueAt(node: number): number {
    return this.#values[node]!;
  }

  #addChild(node: number, symbol: number): number {
    if (2 * this.#nodeCount >= this.#parents.length) this.#growTable();
    if (this.#nodeCount === this.#values.length) {
      const larger = new Int32Array(2 * this.#values.length).fill(none);
      larger.set(this.#values);
      this.#values = larger;
    }
    const child = this.#nodeCount++;
    this.#link(node, symbol, child);
    return child;
  }

  #link(node: number, symbol: number, child: number): void {
    const slot = this.#slot(node, symbol);
    this.#parents[slot] = node;
    this.#symbols[slot] = symbol;
    this.#children[slot] = child;
  }

  #growTable(): void {
    const parents = this.#parents;
    const symbols = this.#symbols;
    const children = this.#children;
    this.#parents = new Int32Array(2 * parents.length).fill(none);
    this.#symbols = new Int32Array(2 * parents.length);
    this.#children = new Int32Array(2 * parents.length);
    for (let slot = 0; slot < parents.length; slot++) {
      if (parents[slot] !== none) this.#link(parents[slot]!, symbols[slot]!, children[slot]!);
    }
  }

  /** Where the edge lies, or the free slot where it would. The table is never more than half full. */
  #slot(node: number, symbol: number): number {
    const mask = this.#parents.length - 1;
    let hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (this.#parents[slot] !== none && (this.#parents[slot] !== node || this.#symbols[slot] !== symbol)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}

/** The code points of a string, without the string that each would be. */
export function* codePointsOf(text: string): Generator<number> {
  for (let at = 0; at < text.length;) {
    const codePoint = text.codePointAt(at)!;
    yield codePoint;
    at += codePoint > 0xffff ? 2 : 1;
  }
}
