import type { ReadWord } from '../text/writtenWords.ts';

/** Where a word, or several that follow one another, stand among the words of a text: the words of each place. Whitespace does not count. */
export function wordRuns(words: readonly ReadWord[], wanted: string): ReadWord[][] {
  const letters = wanted.replaceAll(/\s+/g, '');
  if (letters === '') return [];
  return words.flatMap((_, start) => {
    let read = '';
    let end = start;
    while (end < words.length && read.length < letters.length) read += words[end++]!.written.text;
    const run = words.slice(start, end);
    const inOneText = run.every(({ written }) => written.segment === run[0]!.written.segment);
    return read === letters && inOneText ? [run] : [];
  });
}
