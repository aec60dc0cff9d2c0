import { readFileSync } from 'node:fs';

export interface Sentence {
  /** Of the file, counted from 1; the header is the first. */
  readonly line: number;
  readonly text: string;
}

const fewestWords = 6;

/** The sentences of a file in the format of SST-2, a header and lines `sentence TAB label`, that have at least six words; null without the file. */
export function readSentences(path: string): Sentence[] | null {
  try {
    return longSentences(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export function longSentences(file: string): Sentence[] {
  return file
    .split('\n')
    .map((content, i) => ({ line: i + 1, text: content.split('\t')[0]!.trim() }))
    .slice(1)
    .filter(({ text }) => text.split(/\s+/).length >= fewestWords);
}

/** So many of the items, as evenly spaced as can be; all where there are no more. */
export function evenlySpaced<Item>(items: readonly Item[], count: number): Item[] {
  const spacing = Math.max(1, items.length / count);
  return Array.from({ length: Math.min(count, items.length) }, (_, i) => items[Math.floor(i * spacing)]!);
}
