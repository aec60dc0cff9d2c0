import { ModelError } from '../../errors.ts';
import type { AlignedText } from '../alignedText.ts';
import { type JsonObject, stringField } from '../fields.ts';
import { utf8Length } from '../unicode/utf8.ts';
import { Charsmap } from './charsmap.ts';
import { endOfGrapheme } from './graphemes.ts';
import type { Normalizer } from './normalizer.ts';

/** Graphemes of more bytes are taken character by character. */
const longestGrapheme = 5;

/**
 * Hugging Face's `Precompiled`: normalisation by the rules of sentencepiece. As in the Rust crate's `normalizers/precompiled.rs`, a short grapheme is
 * replaced as a whole by what its shortest known beginning becomes.
 */
export class Precompiled implements Normalizer {
  readonly #charsmap: Charsmap;

  constructor(charsmap: Charsmap) {
    this.#charsmap = charsmap;
  }

  normalize(input: AlignedText, output: AlignedText): void {
    const changes = new Changes(input, output);
    for (let start = 0; start < input.length;) {
      const end = endOfGrapheme(input, start);
      const isShort = end > start + 1 && byteLength(input, start, end) <= longestGrapheme;
      if (!isShort || !this.#replace(input, start, end, changes)) {
        for (let i = start; i < end; i++) {
          if (!this.#replace(input, i, i + 1, changes)) changes.keep(input.codePoints[i]!);
        }
      }
      start = end;
    }
    changes.finish();
  }

  #replace(input: AlignedText, first: number, last: number, changes: Changes): boolean {
    const replacement = this.#charsmap.lookUp(input, first, last);
    if (replacement !== undefined) changes.replace(last - first, replacement);
    return replacement !== undefined;
  }
}

function byteLength({ codePoints }: AlignedText, first: number, last: number): number {
  let bytes = 0;
  for (let i = first; i < last; i++) bytes += utf8Length(codePoints[i]!);
  return bytes;
}

/**
 * Writes a normal form, each code point with how it came about: 0 in the place of an old one, 1 beside the one before it, -n in the place of an old one
 * with n more left out. What becomes nothing at the very beginning is lost, and moves all that follows to the range before its own, as in the Rust crate.
 */
class Changes {
  readonly #input: AlignedText;
  readonly #output: AlignedText;
  /** Which old code point comes next. */
  #next = 0;
  /** The last code point, which waits for what is left out after it; -1 before the first. */
  #codePoint = -1;
  #change = 0;

  constructor(input: AlignedText, output: AlignedText) {
    this.#input = input;
    this.#output = output;
  }

  keep(codePoint: number): void {
    this.#add(codePoint, 0);
  }

  replace(oldLength: number, replacement: readonly number[]): void {
    for (const [i, codePoint] of replacement.entries()) this.#add(codePoint, i < oldLength ? 0 : 1);
    this.#change -= Math.max(0, oldLength - replacement.length);
  }

  /** Writes the last code point. */
  finish(): void {
    if (this.#codePoint === -1) return;
    const { starts, ends, length } = this.#input;
    const from = this.#change > 0 ? Math.max(0, this.#next - 1) : Math.min(this.#next, length - 1);
    this.#output.push(this.#codePoint, starts[from]!, ends[from]!);
    if (this.#change <= 0) this.#next += 1 - this.#change;
  }

  #add(codePoint: number, change: number): void {
    this.finish();
    this.#codePoint = codePoint;
    this.#change = change;
  }
}

export function readPrecompiled(fields: JsonObject, path: string): Precompiled {
  const at = `${path}.precompiled_charsmap`;
  return new Precompiled(new Charsmap(decodeBase64(stringField(fields['precompiled_charsmap'], at), at), at));
}

function decodeBase64(text: string, path: string): Uint8Array {
  // What `atob` passes over, the Rust crate does not.
  if (text.length % 4 !== 0 || /\s/.test(text)) throw new ModelError(`${path} must be base64`);
  try {
    const binary = atob(text);
    return Uint8Array.from({ length: binary.length }, (_, i) => binary.charCodeAt(i));
  } catch (cause) {
    throw new ModelError(`${path} must be base64`, { cause });
  }
}
