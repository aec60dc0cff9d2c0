import { ModelError } from '../../errors.ts';
import type { AlignedText } from '../alignedText.ts';
import { utf8Byte, utf8Length } from '../unicode/utf8.ts';
import { greatestGrowth } from './normalizer.ts';

/**
 * sentencepiece's compiled rules of normalisation: the length of a trie in bytes, the trie as a double array of darts-clone, then what is put in the
 * place of the keys, each up to a NUL. All numbers are little-endian (`normalizer.cc` of google/sentencepiece).
 */
export class Charsmap {
  readonly #units: Uint32Array;
  readonly #values: Uint8Array;
  readonly #decoded = new Map<number, readonly number[]>();

  /** @throws ModelError if the lengths cannot be, or a text is too long or not UTF-8; `path` is where the bytes stand */
  constructor(bytes: Uint8Array, path: string) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const trieBytes = bytes.length < 8 ? 0 : view.getUint32(0, true);
    if (trieBytes === 0 || trieBytes % 4 !== 0 || trieBytes > bytes.length - 4) {
      throw new ModelError(`${path} must hold a trie and texts, found ${bytes.length} bytes that do not`);
    }
    this.#units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    this.#values = bytes.subarray(4 + trieBytes);
    if (longestRun(this.#values) > greatestGrowth) {
      throw new ModelError(`${path} must hold texts of at most ${greatestGrowth} bytes, found longer ones`);
    }
    if (!isUtf8(this.#values)) throw new ModelError(`${path} must hold texts in UTF-8, found other bytes`);
  }

  /** What stands for the shortest key that `text[first, last)` begins with; undefined when it begins with none. */
  lookUp({ codePoints }: AlignedText, first: number, last: number): readonly number[] | undefined {
    const units = this.#units;
    let at = offsetOf(units[0]!);
    for (let i = first; i < last; i++) {
      const length = utf8Length(codePoints[i]!);
      for (let k = 0; k < length; k++) {
        const byte = utf8Byte(codePoints[i]!, k, length);
        if (byte === 0) return undefined;
        at ^= byte;
        const unit = units[at];
        if (unit === undefined || labelOf(unit) !== byte) return undefined;
        at ^= offsetOf(unit);
        if (hasLeaf(unit)) return this.#valueAt((units[at] ?? 0) & 0x7fffffff);
      }
    }
    return undefined;
  }

  #valueAt(start: number): readonly number[] {
    let value = this.#decoded.get(start);
    if (value === undefined) {
      const end = this.#values.indexOf(0, start);
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
        this.#values.subarray(start, end === -1 ? undefined : end),
      );
      value = Array.from(text, (character) => character.codePointAt(0)!);
      this.#decoded.set(start, value);
    }
    return value;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The length of the longest text between NULs. */
function longestRun(values: Uint8Array): number {
  let longest = 0;
  for (let start = 0; start < values.length;) {
    const next = values.indexOf(0, start);
    const end = next === -1 ? values.length : next;
    longest = Math.max(longest, end - start);
    start = end + 1;
  }
  return longest;
}

function hasLeaf(unit: number): boolean {
  return (unit & 0x100) !== 0;
}

/** The byte that leads to a unit; larger than any for a leaf. */
function labelOf(unit: number): number {
  return (unit & 0x800000ff) >>> 0;
}

function offsetOf(unit: number): number {
  return ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;
}
