import type { BadLine } from '@gradlens/ig/data';

/** Lines that are told of: a file of another kind is bad in all of them. */
const most = 5;

/** Lines of a data set that hold no text to explain. */
export class BadLines {
  readonly #name: string;
  readonly #first: string[] = [];
  #count = 0;

  /** `name` is that of the data set. */
  constructor(name: string) {
    this.#name = name;
  }

  add({ line, error }: BadLine): void {
    if (this.#count++ < most) this.#first.push(`${this.#name}, line ${line}: ${error}`);
  }

  /** A sentence for each of the first, and how many more there are. */
  get sentences(): string[] {
    const more = this.#count - this.#first.length;
    return [...this.#first, ...(more > 0 ? [`… and ${more} more`] : [])];
  }
}
