/**
 * Code points, each with the range of UTF-16 units of the original text that it stands for. Ranges never go
 * backwards. The storage grows by doubling and is kept by `clear`.
 */
export class AlignedText {
  codePoints = new Uint32Array(1024);
  starts = new Uint32Array(1024);
  ends = new Uint32Array(1024);
  length = 0;

  push(codePoint: number, start: number, end: number): void {
    if (this.length === this.codePoints.length) {
      this.codePoints = grown(this.codePoints);
      this.starts = grown(this.starts);
      this.ends = grown(this.ends);
    }
    this.codePoints[this.length] = codePoint;
    this.starts[this.length] = start;
    this.ends[this.length] = end;
    this.length += 1;
  }

  clear(): void {
    this.length = 0;
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

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length);
  larger.set(array);
  return larger;
}
