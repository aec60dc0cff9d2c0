import { ModelError, UnsupportedModelError } from '../../errors.ts';
import { show } from '../../show.ts';
import type { AlignedText } from '../alignedText.ts';
import { booleanField, type JsonObject, listField, stringField, unexpected } from '../fields.ts';
import { MergeQueue } from './mergeQueue.ts';
import type { Model, OnPiece } from './model.ts';
import { checkUnknownToken, readVocabulary } from './vocabulary.ts';

/** The `model` of a tokenizer file: a vocabulary and what is merged, the earlier the first. */
export interface BpeOptions {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly merges: readonly (readonly [left: string, right: string])[];
  /** The token for a character that the vocabulary lacks; such a character has no token where this is undefined. */
  readonly unknownToken?: string | undefined;
  /** Whether neighbouring unknown characters are one token. */
  readonly fuseUnknown?: boolean;
  /** Whether a pre-token that the vocabulary holds is that token, whatever the merges make of it. */
  readonly ignoreMerges?: boolean;
}

/** Two ids, or a rank and a place, in one number: both lie below this. */
const half = 2 ** 26;
const none = -1;

/** The greatest id that a vocabulary of a BPE may have. */
export const greatestBpeId = half - 1;

/**
 * Byte-pair encoding (Sennrich, Haddow and Birch 2016): of all pairs of neighbours the one that was learned first is merged, from left to right, until
 * none is left. The pairs wait in a heap, so the time for a word of n characters is n·log n.
 */
export class Bpe implements Model {
  readonly kind = 'BPE';
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly unknownToken: string | undefined;
  readonly #fuseUnknown: boolean;
  readonly #ignoreMerges: boolean;
  readonly #characters = new Map<number, number>();
  /** The rank of each pair of ids, and what each rank makes. */
  readonly #ranks = new Map<number, number>();
  readonly #merged: Int32Array;
  readonly #queue = new MergeQueue();
  readonly #symbols = new Symbols();

  /** @throws ModelError if a merge takes or makes a token that the vocabulary lacks; `pathOf` tells where the merge of a rank stands */
  constructor(options: BpeOptions, pathOf: (rank: number) => string) {
    this.vocabulary = options.vocabulary;
    this.unknownToken = options.unknownToken;
    this.#fuseUnknown = options.fuseUnknown ?? false;
    this.#ignoreMerges = options.ignoreMerges ?? false;
    for (const [token, id] of options.vocabulary) {
      if (id >= half)
        throw new ModelError(`the token ${show(token)} has the id ${id}; expected one below ${half}`);
      const codePoint = token.codePointAt(0);
      if (codePoint !== undefined && token.length === (codePoint > 0xffff ? 2 : 1)) {
        this.#characters.set(codePoint, id);
      }
    }
    this.#merged = new Int32Array(options.merges.length);
    for (const [rank, [left, right]] of options.merges.entries()) {
      const [leftId, rightId, mergedId] = [left, right, left + right].map((token) => {
        const id = options.vocabulary.get(token);
        if (id !== undefined) return id;
        throw new ModelError(
          `${pathOf(rank)} needs the token ${show(token)}, which the vocabulary does not hold`,
        );
      });
      this.#ranks.set(leftId! * half + rightId!, rank);
      this.#merged[rank] = mergedId!;
    }
  }

  tokenize(text: AlignedText, first: number, last: number, onPiece: OnPiece): void {
    if (this.#ignoreMerges) {
      const id = this.vocabulary.get(text.slice(first, last));
      if (id !== undefined) {
        onPiece(id, first, last);
        return;
      }
    }
    this.#readCharacters(text, first, last);
    this.#mergeAll();
    const { ids, starts, ends, next, length } = this.#symbols;
    for (let at = length === 0 ? none : 0; at !== none; at = next[at]!)
      onPiece(ids[at]!, starts[at]!, ends[at]!);
  }

  #readCharacters(text: AlignedText, first: number, last: number): void {
    const symbols = this.#symbols;
    const unknownId = this.unknownToken === undefined ? none : this.vocabulary.get(this.unknownToken)!;
    symbols.clear();
    let followsUnknown = false;
    for (let i = first; i < last; i++) {
      const id = this.#characters.get(text.codePoints[i]!);
      const isUnknown = id === undefined;
      if (isUnknown && followsUnknown && this.#fuseUnknown) symbols.ends[symbols.length - 1] = i + 1;
      else if (!isUnknown) symbols.push(id, i, i + 1);
      // Without an unknown token it is left out. The Rust crate then counts on as if it had not been there, which moves the spans after it.
      else if (unknownId !== none) symbols.push(unknownId, i, i + 1);
      followsUnknown = isUnknown && unknownId !== none;
    }
  }

  #mergeAll(): void {
    const { ids, ends, next, previous, length } = this.#symbols;
    for (let at = 0; at + 1 < length; at++) this.#propose(at);
    for (let entry = this.#queue.pop(); entry !== undefined; entry = this.#queue.pop()) {
      const rank = Math.floor(entry / half);
      const at = entry % half;
      const right = next[at]!;
      // The entry is void when its pair has changed meanwhile.
      if (ids[at] === none || right === none || this.#mergedBy(at, right) !== this.#merged[rank]) continue;
      ids[at] = this.#merged[rank]!;
      ends[at] = ends[right]!;
      ids[right] = none;
      const after = next[right]!;
      next[at] = after;
      if (previous[at] !== none) this.#propose(previous[at]!);
      if (after === none) continue;
      previous[after] = at;
      this.#propose(at);
    }
  }

  /** Queues the pair that begins at a symbol, if it can be merged. */
  #propose(at: number): void {
    const rank = this.#rankOf(at, this.#symbols.next[at]!);
    if (rank !== undefined) this.#queue.push(rank * half + at);
  }

  #mergedBy(left: number, right: number): number | undefined {
    const rank = this.#rankOf(left, right);
    return rank === undefined ? undefined : this.#merged[rank];
  }

  #rankOf(left: number, right: number): number | undefined {
    return this.#ranks.get(this.#symbols.ids[left]! * half + this.#symbols.ids[right]!);
  }
}

/** The tokens of a word so far, as a linked list: a merged one keeps the place of its left part. */
class Symbols {
  readonly ids: number[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly next: number[] = [];
  readonly previous: number[] = [];
  length = 0;

  clear(): void {
    this.length = 0;
  }

  push(id: number, start: number, end: number): void {
    const at = this.length++;
    this.ids[at] = id;
    this.starts[at] = start;
    this.ends[at] = end;
    this.previous[at] = at - 1;
    this.next[at] = none;
    if (at > 0) this.next[at - 1] = at;
  }
}

/** What files may say of a BPE that byte-level ones do not, with the value that says nothing. */
const plainFields = {
  dropout: 0,
  continuing_subword_prefix: '',
  end_of_word_suffix: '',
  byte_fallback: false,
} as const;

export function readBpe(fields: JsonObject, path: string): Bpe {
  for (const [name, plain] of Object.entries(plainFields)) {
    if ((fields[name] ?? plain) === plain) continue;
    throw new UnsupportedModelError(
      `${path}.${name} is ${show(fields[name])}, which is not supported; supported: ${show(plain)} or null`,
    );
  }
  const vocabulary = readVocabulary(fields['vocab'], `${path}.vocab`, greatestBpeId);
  const unknown = fields['unk_token'] ?? null;
  const options = {
    vocabulary,
    merges: listField(fields['merges'], `${path}.merges`).map((merge, i) =>
      readMerge(merge, `${path}.merges[${i}]`),
    ),
    unknownToken:
      unknown === null
        ? undefined
        : checkUnknownToken(stringField(unknown, `${path}.unk_token`), vocabulary, path),
    fuseUnknown: booleanField(fields['fuse_unk'] ?? false, `${path}.fuse_unk`),
    ignoreMerges: booleanField(fields['ignore_merges'] ?? false, `${path}.ignore_merges`),
  };
  return new Bpe(options, (rank) => `${path}.merges[${rank}]`);
}

/** `["a", "b"]`, or `"a b"` in files of before 2025. */
export function readMerge(merge: unknown, path: string): [left: string, right: string] {
  const [left, right, ...more] = typeof merge === 'string' ? merge.split(' ') : listField(merge, path);
  if (typeof left === 'string' && typeof right === 'string' && more.length === 0) return [left, right];
  throw unexpected(merge, path, 'two tokens');
}
