import type { AlignedText } from '../alignedText.ts';
import { integerField, type JsonObject, stringField } from '../fields.ts';
import { codePointsOf, Trie } from '../trie.ts';
import type { Model, OnPiece } from './model.ts';
import { checkUnknownToken, readVocabulary } from './vocabulary.ts';

/** The `model` of a tokenizer file: a vocabulary and how words are looked up in it. */
export interface WordPieceOptions {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly unknownToken: string;
  /** What stands before a piece that does not begin its word, `##`. */
  readonly continuingSubwordPrefix: string;
  /** A word of more code points than this is unknown as a whole. */
  readonly maxInputCharsPerWord: number;
}

/**
 * Greedy longest-match-first segmentation of words (Schuster and Nakajima 2012; the reference is `WordpieceTokenizer`
 * of google-research/bert, tokenization.py). A walk down a trie finds the longest match, so the time for a word is
 * its length times that of the longest token at most.
 */
export class WordPiece implements Model {
  readonly kind = 'WordPiece';
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly unknownToken: string;
  readonly #trie = new Trie();
  readonly #continuation: number;
  readonly #unknownId: number;
  readonly #maxInputCharsPerWord: number;
  /** The pieces of the word at hand; the lists keep their length, for they are filled anew millions of times. */
  readonly #ids: number[] = [];
  readonly #ends: number[] = [];
  #pieces = 0;

  constructor(options: WordPieceOptions) {
    this.vocabulary = options.vocabulary;
    this.unknownToken = options.unknownToken;
    this.#unknownId = options.vocabulary.get(options.unknownToken)!;
    this.#maxInputCharsPerWord = options.maxInputCharsPerWord;
    for (const [token, id] of options.vocabulary) this.#trie.insert(codePointsOf(token), id);
    this.#continuation = this.#trie.nodeOf(codePointsOf(options.continuingSubwordPrefix));
  }

  tokenize(text: AlignedText, first: number, last: number, onPiece: OnPiece): void {
    this.#pieces = 0;
    if (last - first > this.#maxInputCharsPerWord || !this.#segment(text, first, last)) {
      onPiece(this.#unknownId, first, last);
      return;
    }
    let start = first;
    for (let i = 0; i < this.#pieces; i++) {
      onPiece(this.#ids[i]!, start, this.#ends[i]!);
      start = this.#ends[i]!;
    }
  }

  /** Fills `ids` and `ends`; false when some rest of the word begins with no known piece. */
  #segment(text: AlignedText, first: number, last: number): boolean {
    for (let start = first; start < last;) {
      let node = start === first ? this.#trie.root : this.#continuation;
      let id = -1;
      let end = start;
      for (let i = start; i < last && node !== -1; i++) {
        node = this.#trie.step(node, text.codePoints[i]!);
        const value = node === -1 ? -1 : this.#trie.valueAt(node);
        if (value !== -1) {
          id = value;
          end = i + 1;
        }
      }
      if (id === -1) return false;
      this.#ids[this.#pieces] = id;
      this.#ends[this.#pieces] = end;
      this.#pieces += 1;
      start = end;
    }
    return true;
  }
}

export function readWordPiece(fields: JsonObject, path: string): WordPiece {
  const vocabulary = readVocabulary(fields['vocab'], `${path}.vocab`);
  return new WordPiece({
    vocabulary,
    unknownToken: checkUnknownToken(stringField(fields['unk_token'], `${path}.unk_token`), vocabulary, path),
    continuingSubwordPrefix: stringField(
      fields['continuing_subword_prefix'],
      `${path}.continuing_subword_prefix`,
    ),
    maxInputCharsPerWord: integerField(
      fields['max_input_chars_per_word'],
      `${path}.max_input_chars_per_word`,
    ),
  });
}
