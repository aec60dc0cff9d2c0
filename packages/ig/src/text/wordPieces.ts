import type { TextToken } from '../classifier.ts';

/** The indices of each word's pieces. */
export function wordPieces(tokens: readonly TextToken[]): number[][] {
  const words: number[][] = [];
  for (const [i, { word, segment }] of tokens.entries()) {
    if (word === null) continue;
    const previous = tokens[i - 1];
    if (previous?.word === word && previous.segment === segment) words.at(-1)!.push(i);
    else words.push([i]);
  }
  return words;
}
