import type { AttributedWord, Explanation } from '@gradlens/ig';

type Standing = Pick<AttributedWord, 'start' | 'segment'>;

/** Where a word stands, as a key. */
export function standing({ start, segment }: Standing): string {
  return `${segment ?? 0}/${start}`;
}

/** Whether it is the word whose label is explained. */
export function isTarget({ target }: Explanation, word: Standing): boolean {
  return target.word !== undefined && standing(target.word) === standing(word);
}
