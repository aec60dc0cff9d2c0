import type { StoredFloats } from '../safetensors/storedFloats.ts';

/**
 * The rows of the table of word embeddings [vocabulary, width], which stays with the host as its file has it: it can be most of a model and more
 * than a GPU takes in one buffer, and a text needs a row for each token.
 */
export class WordTable {
  readonly #numbers: StoredFloats;
  readonly #size: number;
  readonly #width: number;

  constructor([size, width]: readonly number[], numbers: StoredFloats) {
    this.#numbers = numbers;
    this.#size = size!;
    this.#width = width!;
  }

  /** The rows of ids one after the other, [ids, width]. Throws a RangeError for an id that has none. */
  rows(ids: Int32Array): Float32Array {
    const width = this.#width;
    const rows = new Float32Array(ids.length * width);
    for (const [i, id] of ids.entries()) {
      if (id < 0 || id >= this.#size) {
        throw new RangeError(`id ${id} lies outside a vocabulary of ${this.#size} words`);
      }
      this.#numbers.copy(id * width, rows.subarray(i * width, (i + 1) * width));
    }
    return rows;
  }
}
