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
    const changes = new Changes();
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
    changes.apply(input, output);
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
 * The code points of a normal form, each with how it came about: 0 in the place of an old one, 1 beside the one before it, -n in the place of an old one
 * with n more left out. What becomes nothing at the very beginning is lost, and moves all that follows to the range before its own, as in the Rust crate.
 */
class Changes {
  readonly #codePoints: number[] = [];
  readonly #changes: number[] = [];

  keep(codePoint: number): void {
    this.#codePoints.push(codePoint);
    this.#changes.push(0);
  }

  replace(oldLength: number, replacement: readonly number[]): void {
    for (const [i, codePoint] of replacement.entries()) {
      this.#codePoints.push(codePoint);
      this.#changes.push(i < oldLength ? 0 : 1);
    }
    const removed = oldLength - replacement.length;
    if (removed > 0 && this.#changes.length > 0) this.#changes[this.#changes.length - 1]! -= removed;
  }

  apply(input: AlignedText, output: AlignedText): void {
    let next = 0;
    for (const [i, codePoint] of this.#codePoints.entries()) {
      const change = this.#changes[i]!;
      const from = change > 0 ? Math.max(0, next - 1) : Math.min(next, input.length - 1);
      output.push(codePoint, input.starts[from]!, input.ends[from]!);
      if (change <= 0) next += 1 - change;
    }
  }
}

export function readPrecompiled(fields: JsonObject, path: string): Precompiled {
  const at = `${path}.precompiled_charsmap`;
  return new Precompiled(new Charsmap(decodeBase64(stringField(fields['precompiled_charsmap'], at), at), at));
}

function decodeBase64(text: string, path: string): Uint8Array {
  try {
    const binary = atob(text);
    return Uint8Array.from({ length: binary.length }, (_, i) => binary.charCodeAt(i));
  } catch (cause) {
    throw new ModelError(`${path} must be base64`, { cause });
  }
}
