import { ModelError, UnsupportedModelError } from '../../errors.ts';
import { show } from '../../show.ts';
import type { AlignedText } from '../alignedText.ts';
import { booleanField, integerField, type JsonObject, listField, unexpected } from '../fields.ts';
import { codePointsOf, Trie } from '../trie.ts';
import type { Model, OnPiece } from './model.ts';

/** The `model` of a tokenizer file. */
export interface UnigramOptions {
  /** Ids by piece, from 0 on. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** The logarithm of each piece's probability, by id. */
  readonly scores: Float64Array;
  readonly unknownId: number;
}

/** By how much an unknown character is less probable than the least probable piece (`kUnkPenalty` of sentencepiece's `unigram_model.cc`). */
const unknownPenalty = 10;

/**
 * The most probable segmentation by a unigram language model (Kudo 2018), by Viterbi's algorithm over a trie of the pieces. The time for a word is its
 * length times that of the longest piece at most.
 */
export class Unigram implements Model {
  readonly kind = 'Unigram';
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly unknownToken: string;
  readonly #trie = new Trie();
  readonly #scores: Float64Array;
  readonly #unknownId: number;
  readonly #unknownScore: number;
  readonly #best = new BestPaths();

  constructor({ vocabulary, scores, unknownId }: UnigramOptions) {
    this.vocabulary = vocabulary;
    this.#scores = scores;
    this.#unknownId = unknownId;
    this.#unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - unknownPenalty;
    let unknownToken = '';
    for (const [piece, id] of vocabulary) {
      this.#trie.insert(codePointsOf(piece), id);
      if (id === unknownId) unknownToken = piece;
    }
    this.unknownToken = unknownToken;
  }

  tokenize(text: AlignedText, first: number, last: number, onPiece: OnPiece): void {
    this.#findBestPaths(text, first, last);
    const { ids, starts, path } = this.#best;
    let length = 0;
    for (let end = last - first; end > 0; end = starts[end]!) path[length++] = end;
    let start = first;
    while (length > 0) {
      let end = path[--length]!;
      const id = ids[end]!;
      // Unknown neighbours are one token.
      while (id === this.#unknownId && length > 0 && ids[path[length - 1]!] === id) end = path[--length]!;
      onPiece(id, start, first + end);
      start = first + end;
    }
  }

  /** For every end in the word the best path that leads there, by its last piece. Of equal ones the first found stays. */
  #findBestPaths(text: AlignedText, first: number, last: number): void {
    const trie = this.#trie;
    const best = this.#best;
    best.begin(last - first);
    for (let start = 0; start < last - first; start++) {
      const score = best.scores[start]!;
      let node = trie.root;
      let knowsCharacter = false;
      for (let end = start + 1; end <= last - first; end++) {
        node = trie.step(node, text.codePoints[first + end - 1]!);
        if (node === -1) break;
        const id = trie.valueAt(node);
        if (id === -1) continue;
        best.propose(start, end, id, score + this.#scores[id]!);
        if (end === start + 1) knowsCharacter = true;
      }
      if (!knowsCharacter) best.propose(start, start + 1, this.#unknownId, score + this.#unknownScore);
    }
  }
}

/** The best path to each place of a word: its score, its last piece and where that begins. */
class BestPaths {
  scores = new Float64Array(64);
  ids = new Int32Array(64);
  starts = new Int32Array(64);
  /** The ends of the pieces of the best path of all, from the last one. */
  path = new Int32Array(64);

  begin(length: number): void {
    if (length >= this.scores.length) {
      const capacity = 2 ** Math.ceil(Math.log2(length + 1));
      this.scores = new Float64Array(capacity);
      this.ids = new Int32Array(capacity);
      this.starts = new Int32Array(capacity);
      this.path = new Int32Array(capacity);
    }
    this.scores[0] = 0;
    this.starts.fill(-1, 0, length + 1);
  }

  propose(start: number, end: number, id: number, score: number): void {
    if (this.starts[end] !== -1 && score <= this.scores[end]!) return;
    this.scores[end] = score;
    this.ids[end] = id;
    this.starts[end] = start;
  }
}

export function readUnigram(fields: JsonObject, path: string): Unigram {
  if (booleanField(fields['byte_fallback'] ?? false, `${path}.byte_fallback`)) {
    throw new UnsupportedModelError(
      `${path}.byte_fallback is true, which is not supported; supported: false`,
    );
  }
  const entries = listField(fields['vocab'], `${path}.vocab`);
  if (entries.length === 0) throw unexpected(entries, `${path}.vocab`, 'a list of pieces, one at least');
  const vocabulary = new Map<string, number>();
  const scores = new Float64Array(entries.length);
  for (const [id, entry] of entries.entries()) {
    const [piece, score, ...more] = Array.isArray(entry) ? entry : [];
    const isScored = typeof piece === 'string' && Number.isFinite(score) && more.length === 0;
    if (!isScored || /\p{Surrogate}/u.test(piece)) {
      throw unexpected(entry, `${path}.vocab[${id}]`, 'a piece and its score');
    }
    if (vocabulary.has(piece)) throw new ModelError(`${path}.vocab[${id}] repeats ${show(piece)}`);
    vocabulary.set(piece, id);
    scores[id] = score;
  }
  const unknownId = integerField(fields['unk_id'], `${path}.unk_id`, entries.length - 1);
  return new Unigram({ vocabulary, scores, unknownId });
}
