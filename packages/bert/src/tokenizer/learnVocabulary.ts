import { AlignedText } from './alignedText.ts';
import { BertNormalizer } from './normalizer/bert.ts';
import { bertPreTokenizer } from './preTokenizer/bert.ts';

const specialTokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const continuation = '##';
/** Longer words are unknown to the tokenizer as a whole. */
const maxWordLength = 100;
/** Merging what occurs once would only learn the text by heart. */
const minimumCount = 2;

/** How often each word (pre-token) occurs in texts, after the normalisation of an uncased BERT. */
export function countWords(texts: Iterable<string>): Map<string, number> {
  const normalizer = new BertNormalizer({
    cleanText: true,
    handleChineseChars: true,
    stripAccents: true,
    lowercase: true,
  });
  const written = new AlignedText();
  const normalForm = new AlignedText();
  const counts = new Map<string, number>();
  for (const text of texts) {
    written.pushText(text, 0, text.length);
    normalizer.normalize(written, normalForm);
    bertPreTokenizer.split(normalForm, 0, normalForm.length, (_, first, last) => {
      const word = normalForm.slice(first, last);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    });
    written.clear();
    normalForm.clear();
  }
  return counts;
}

/**
 * Learns the tokens of a WordPiece vocabulary, in the order of their ids: `[PAD] [UNK] [CLS] [SEP] [MASK]`, every
 * character alone and with `##`, then merges. As in Hugging Face's `WordPieceTrainer`, each merge joins the pair of
 * neighbouring pieces that is most frequent over all words (Sennrich, Haddow and Birch 2016, algorithm 1); of equally
 * frequent pairs the one whose pieces were learned first. The same counts give the same vocabulary, whatever their
 * order. Shorter than `size` when no pair occurs twice any more.
 *
 * @throws RangeError if `size` has no room for the special tokens and the characters
 */
export function learnVocabulary(
  wordCounts: Iterable<readonly [word: string, count: number]>,
  size: number,
): string[] {
  const words = [...wordCounts]
    .map(([word, count]) => ({ characters: Array.from(word), count }))
    .filter(({ characters }) => characters.length > 0 && characters.length <= maxWordLength);
  const characters = [...new Set(words.flatMap((word) => word.characters))].sort(byCodePoint);
  const tokens = [
    ...specialTokens,
    ...characters,
    ...characters.map((character) => continuation + character),
  ];
  if (size < tokens.length) {
    throw new RangeError(
      `a vocabulary of ${size} tokens has no room for the ${tokens.length} that are characters or special`,
    );
  }
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const idOf = (token: string): number => ids.get(token)!;
  const pairs = new PairCounts(
    words.map(({ characters, count }) => ({
      pieces: characters.map((character, i) => idOf(i === 0 ? character : continuation + character)),
      count,
    })),
  );
  while (tokens.length < size) {
    const pair = pairs.mostFrequent();
    if (pair === undefined) break;
    const token = tokens[pair.left]! + tokens[pair.right]!.slice(continuation.length);
    if (!ids.has(token)) {
      ids.set(token, tokens.length);
      tokens.push(token);
    }
    pairs.merge(pair, idOf(token));
  }
  return tokens;
}

function byCodePoint(a: string, b: string): number {
  return a.codePointAt(0)! - b.codePointAt(0)!;
}

interface Word {
  /** Ids of the pieces that it is made of at present. */
  pieces: number[];
  readonly count: number;
}

interface Pair {
  readonly left: number;
  readonly right: number;
  count: number;
  /** The words in which it occurs, and some in which it did before a merge. */
  readonly words: Set<Word>;
}

/** The pairs of neighbouring pieces in all words, with the most frequent at hand. */
class PairCounts {
  readonly #pairs = new Map<number, Pair>();
  readonly #queue = new PairQueue();

  constructor(words: readonly Word[]) {
    const touched = new Set<Pair>();
    for (const word of words) this.#add(word, 1, touched);
    for (const pair of touched) this.#queue.push(pair);
  }

  /** The pair to merge next; undefined when none occurs `minimumCount` times. */
  mostFrequent(): Pair | undefined {
    return this.#queue.pop();
  }

  /** Replaces the pair by the piece `merged` in every word, from left to right. */
  merge({ left, right, words }: Pair, merged: number): void {
    const touched = new Set<Pair>();
    for (const word of words) {
      this.#add(word, -1, touched);
      const pieces: number[] = [];
      for (let i = 0; i < word.pieces.length; i++) {
        const isPair = word.pieces[i] === left && word.pieces[i + 1] === right;
        pieces.push(isPair ? merged : word.pieces[i]!);
        if (isPair) i += 1;
      }
      word.pieces = pieces;
      this.#add(word, 1, touched);
    }
    for (const pair of touched) this.#queue.push(pair);
  }

  /** Adds (`sign` 1) or takes away (-1) the pairs of a word. */
  #add(word: Word, sign: 1 | -1, touched: Set<Pair>): void {
    for (let i = 1; i < word.pieces.length; i++) {
      const left = word.pieces[i - 1]!;
      const right = word.pieces[i]!;
      const key = left * 2 ** 26 + right;
      let pair = this.#pairs.get(key);
      if (pair === undefined) {
        pair = { left, right, count: 0, words: new Set() };
        this.#pairs.set(key, pair);
      }
      pair.count += sign * word.count;
      pair.words.add(word);
      touched.add(pair);
    }
  }
}

/** A binary heap of pairs. A pair is pushed again when its count has changed; its older entries are then void. */
class PairQueue {
  readonly #entries: { readonly pair: Pair; readonly count: number }[] = [];

  push(pair: Pair): void {
    if (pair.count < minimumCount) return;
    const entries = this.#entries;
    let at = entries.length;
    entries.push({ pair, count: pair.count });
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): Pair | undefined {
    while (this.#entries.length > 0) {
      const { pair, count } = this.#removeFirst();
      if (pair.count === count) return pair;
    }
    return undefined;
  }

  #removeFirst(): { readonly pair: Pair; readonly count: number } {
    const entries = this.#entries;
    this.#swap(0, entries.length - 1);
    const first = entries.pop()!;
    for (let at = 0; ;) {
      let best = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < entries.length && this.#isBefore(child, best)) best = child;
      }
      if (best === at) return first;
      this.#swap(at, best);
      at = best;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const first = this.#entries[a]!;
    const second = this.#entries[b]!;
    return (
      (second.count - first.count ||
        first.pair.left - second.pair.left ||
        first.pair.right - second.pair.right) < 0
    );
  }

  #swap(a: number, b: number): void {
    const entries = this.#entries;
    [entries[a], entries[b]] = [entries[b]!, entries[a]!];
  }
}
