import type { TextToken } from '../classifier.ts';
import type { AttributedToken, AttributedWord } from '../explanation.ts';
import { readWords } from '../text/writtenWords.ts';

/**
 * Gives tokens and words their attributions [tokens] and scores.
 *
 * A word's attribution is the sum of its pieces', added in order; punctuation is a word of its own, special tokens are none. Its text has no
 * whitespace at its ends, even where its pieces have some. Scores of tokens
 * and words have one scale, the L2 norm over all tokens, special ones included, as in Captum's tutorials: a word of one piece then has its
 * token's score, and longer words in the same text do not change it. A word of k pieces may have a score of up to √k. Where all attributions are 0 so are the scores.
 */
export function attributeWords(
  text: string,
  pair: string | null,
  tokens: readonly TextToken[],
  attributions: ArrayLike<number>,
  parts?: Readonly<Record<string, ArrayLike<number>>>,
): { tokens: AttributedToken[]; words: AttributedWord[] } {
  const norm = Math.sqrt(tokens.reduce((sum, _, i) => sum + attributions[i]! ** 2, 0));
  const attributed = (attribution: number) => ({ attribution, score: norm === 0 ? 0 : attribution / norm });

  return {
    tokens: tokens.map(({ token, id, start, end, special, segment }, i) => ({
      token,
      id,
      start,
      end,
      special,
      ...(segment === 1 && { segment }),
      ...attributed(attributions[i]!),
      ...(parts && partsOf(parts, (own) => own[i]!)),
    })),
    words: readWords(text, pair, tokens).map(({ written, pieces }) => ({
      ...written,
      ...attributed(sumOver(pieces, attributions)),
      ...(parts && partsOf(parts, (own) => sumOver(pieces, own))),
    })),
  };
}

function sumOver(pieces: readonly number[], attributions: ArrayLike<number>): number {
  return pieces.reduce((sum, piece) => sum + attributions[piece]!, 0);
}

function partsOf(
  parts: Readonly<Record<string, ArrayLike<number>>>,
  read: (own: ArrayLike<number>) => number,
): { readonly parts: Readonly<Record<string, number>> } {
  return { parts: Object.fromEntries(Object.entries(parts).map(([name, own]) => [name, read(own)])) };
}
