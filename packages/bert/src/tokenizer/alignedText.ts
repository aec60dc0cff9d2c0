const initialCapacity = 1 << 10;
const keptCapacity = 1 << 18;
const replacementCharacter = 0xfffd;

/**
 * Code points, each with the range of UTF-16 units of the original text that it stands for. Ranges never go
 * backwards. The storage grows by doubling.
 */
export class AlignedText {
  codePoints = new Uint32Array(initialCapacity);
  starts = new Uint32Array(initialCapacity);
  ends = new Uint32Array(initialCapacity);
  length = 0;
  readonly #beforeGrowth: ((length: number) => void) | undefined;

  /** `beforeGrowth` may throw instead of having the storage doubled. */
  constructor(beforeGrowth?: (length: number) => void) {
    this.#beforeGrowth = beforeGrowth;
  }

  push(codePoint: number, start: number, end: number): void {
    if (this.length === this.codePoints.length) {
      this.#beforeGrowth?.(this.length);
      this.codePoints = grown(this.codePoints);
      this.starts = grown(this.starts);
      this.ends = grown(this.ends);
    }
    this.codePoints[this.length] = codePoint;
    this.starts[this.length] = start;
    this.ends[this.length] = end;
    this.length += 1;
  }

  /** The code points of `text[start, end)`, each with its own range. A lone surrogate is taken for U+FFFD. */
  pushText(text: string, start: number, end: number): void {
    for (let at = start; at < end;) {
      const codePoint = text.codePointAt(at)!;
      const next = at + (codePoint > 0xffff ? 2 : 1);
      this.push(isSurrogate(codePoint) ? replacementCharacter : codePoint, at, next);
      at = next;
    }
  }

  /** The code points `[first, last)` of another text, with their ranges. */
  pushFrom(other: AlignedText, first: number, last: number): void {
    for (let i = first; i < last; i++) this.push(other.codePoints[i]!, other.starts[i]!, other.ends[i]!);
  }

  /** Keeps the storage for the next text, unless this one was extraordinarily long. */
  clear(): void {
    this.length = 0;
    if (this.codePoints.length <= keptCapacity) return;
    this.codePoints = new Uint32Array(initialCapacity);
    this.starts = new Uint32Array(initialCapacity);
    this.ends = new Uint32Array(initialCapacity);
  }

  /** The code points `[first, last)` as a string. */
  slice(first: number, last: number): string {
    const parts: string[] = [];
    for (let from = first; from < last; from += 4096) {
      parts.push(String.fromCodePoint(...this.codePoints.subarray(from, Math.min(from + 4096, last))));
    }
    return parts.join('');
  }
}

function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint < 0xe000;
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length);
  larger.set(array);
  return larger;
}
