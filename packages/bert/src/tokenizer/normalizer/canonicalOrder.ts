import { canonicalCombiningClass } from '../unicode/unicode.ts';

export type Emit = (codePoint: number, start: number, end: number) => void;
/** The full decomposition of a code point, or undefined when there is none. */
export type Decompose = (codePoint: number) => readonly number[] | undefined;

/**
 * NFD, or NFKD, of code points that arrive one by one: a starter goes out at once, marks wait until the next starter for their
 * canonical order (UAX #15: a stable sort by combining class). Ranges are handed out in the order of the output, as in
 * the Rust crate: a part that begins an input code point takes the next range, any other shares the last one taken.
 */
export class CanonicalOrder {
  readonly #decompose: Decompose;
  readonly #emit: Emit;
  /** The marks that wait, whether each begins its code point, and the ranges of those code points. */
  #marks: number[] = [];
  #begins: boolean[] = [];
  #starts: number[] = [];
  #ends: number[] = [];
  /** The range last taken. */
  #start = 0;
  #end = 0;

  constructor(decompose: Decompose, emit: Emit) {
    this.#decompose = decompose;
    this.#emit = emit;
  }

  push(codePoint: number, start: number, end: number): void {
    const parts = this.#decompose(codePoint);
    if (parts === undefined) {
      this.#add(codePoint, true, start, end);
      return;
    }
    for (let i = 0; i < parts.length; i++) this.#add(parts[i]!, i === 0, start, end);
  }

  /** Sends out the marks that wait: due before a starter that does not come by `push`, and at the end. */
  flush(): void {
    if (this.#marks.length === 0) return;
    const marks = this.#marks;
    const begins = this.#begins;
    const starts = this.#starts;
    const ends = this.#ends;
    this.#marks = [];
    this.#begins = [];
    this.#starts = [];
    this.#ends = [];
    const classes = marks.map(canonicalCombiningClass);
    let taken = 0;
    for (const combiningClass of [...new Set(classes)].sort((a, b) => a - b)) {
      for (let i = 0; i < marks.length; i++) {
        if (classes[i] !== combiningClass) continue;
        if (begins[i]!) {
          this.#start = starts[taken]!;
          this.#end = ends[taken]!;
          taken += 1;
        }
        this.#emit(marks[i]!, this.#start, this.#end);
      }
    }
  }

  #add(part: number, begins: boolean, start: number, end: number): void {
    if (canonicalCombiningClass(part) !== 0) {
      this.#marks.push(part);
      this.#begins.push(begins);
      if (begins) {
        this.#starts.push(start);
        this.#ends.push(end);
      }
      return;
    }
    this.flush();
    if (begins) {
      this.#start = start;
      this.#end = end;
    }
    this.#emit(part, this.#start, this.#end);
  }
}
