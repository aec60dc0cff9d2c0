const SPECIAL_TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** A word as a list of pieces, and how often it occurs. */
interface Word {
  pieces: string[];
  readonly count: number;
}

/**
 * Learns an uncased WordPiece vocabulary: all characters (with `##` where they continue a word), then again and again the most frequent
 * pair of neighbouring pieces as one (Sennrich, Haddow and Birch 2016), ties in alphabetical order, until `size` entries are reached.
 */
export function learnVocabulary(texts: Iterable<string>, size: number): string[] {
  const words = countWords(texts);
  const characters = new Set(words.flatMap(({ pieces }) => pieces));
  const vocabulary = new Set([...SPECIAL_TOKENS, ...[...characters].sort()]);
  const pairs = new PairIndex(words);
  while (vocabulary.size < size) {
    const pair = pairs.mostFrequent();
    if (!pair) break;
    vocabulary.add(pairs.merge(pair));
  }
  return [...vocabulary];
}

function countWords(texts: Iterable<string>): Word[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const normal = text
      .toLowerCase()
      .normalize('NFD')
      .replaceAll(/\p{Mn}/gu, '');
    for (const word of normal.match(/[\p{P}\p{S}]|[^\s\p{P}\p{S}]+/gu) ?? [])
      counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => ({
    pieces: [...word].map((character, i) => (i === 0 ? character : `##${character}`)),
    count,
  }));
}

/** Counts of neighbouring pieces over all words, kept up to date while pieces merge. */
class PairIndex {
  readonly #words: readonly Word[];
  readonly #counts = new Map<string, number>();
  /** Words in which a pair occurs or has occurred. */
  readonly #where = new Map<string, Set<number>>();

  constructor(words: readonly Word[]) {
    this.#words = words;
    for (const index of words.keys()) this.#countWord(index, 1);
  }

  mostFrequent(): string | undefined {
    let best: string | undefined;
    let most = 0;
    for (const [pair, count] of this.#counts) {
      if (count > most || (count === most && count > 0 && pair < best!)) [best, most] = [pair, count];
    }
    return best;
  }

  /** Merges the pair in every word; gives the new piece. */
  merge(pair: string): string {
    const [left, right] = pair.split(' ') as [string, string];
    const merged = left + right.slice(2);
    for (const index of this.#where.get(pair)!) {
      const word = this.#words[index]!;
      this.#countWord(index, -1);
      const pieces: string[] = [];
      for (let i = 0; i < word.pieces.length; i++) {
        const together = word.pieces[i] === left && word.pieces[i + 1] === right;
        pieces.push(together ? merged : word.pieces[i]!);
        if (together) i++;
      }
      word.pieces = pieces;
      this.#countWord(index, 1);
    }
    this.#counts.delete(pair);
    return merged;
  }

  #countWord(index: number, sign: 1 | -1): void {
    const { pieces, count } = this.#words[index]!;
    for (let i = 0; i + 1 < pieces.length; i++) {
      const pair = `${pieces[i]} ${pieces[i + 1]}`;
      this.#counts.set(pair, (this.#counts.get(pair) ?? 0) + sign * count);
      const where = this.#where.get(pair) ?? new Set();
      this.#where.set(pair, where.add(index));
    }
  }
}
