/** Code points by their ranges, `first-last` or `code` in hexadecimal, separated by whitespace. */
export class CodePointSet {
  readonly #bits = new Uint8Array(0x110000 / 8);

  constructor(ranges: string) {
    for (const range of ranges.trim().split(/\s+/)) {
      const [first = '', last = first] = range.split('-');
      for (let code = parseInt(first, 16); code <= parseInt(last, 16); code++) {
        this.#bits[code >> 3]! |= 1 << (code & 7);
      }
    }
  }

  has(codePoint: number): boolean {
    return (this.#bits[codePoint >> 3]! & (1 << (codePoint & 7))) !== 0;
  }
}
