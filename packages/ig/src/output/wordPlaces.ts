import { labelIndex } from '../choices/labelIndex.ts';
import { nearest } from '../choices/nearest.ts';
import { NothingToExplainError, OptionError } from '../errors.ts';
import type { ReadWord } from '../text/writtenWords.ts';
import { largestIndex } from './largest.ts';
import type { LabelledText, Place } from './place.ts';
import { wordRuns } from './wordRuns.ts';

/** The label of words that are no entity, by custom. */
const outside = 'O';

/**
 * Words and one label of each: `predicted` are those that are predicted an entity, with that label, and `all` are all words; else the words that the target
 * names, wherever they stand, with their predicted label or, after `=`, with another: `Paris`, `New York=B-LOC`. A word's label is that of its first piece.
 */
export function wordPlaces(
  { words, logits }: Pick<LabelledText, 'words' | 'logits'>,
  labels: readonly string[],
  target: string,
): Place[] {
  const predicted = (word: ReadWord): number => largestIndex(logits[word.pieces[0]!]!);
  const place = (word: ReadWord, label = predicted(word)): Place => ({
    token: word.pieces[0]!,
    label,
    word: word.written,
  });
  if (target === 'all') return words.map((word) => place(word));
  if (target === 'predicted') {
    const entities = words.filter((word) => labels[predicted(word)] !== outside);
    if (entities.length > 0) return entities.map((word) => place(word));
    throw new NothingToExplainError(
      `every word is predicted ${outside}: there is no entity to explain, but any word can be named`,
    );
  }
  const { found, label } = namedWords(words, labels, target);
  return found.map((word) => place(word, label));
}

function namedWords(
  words: readonly ReadWord[],
  labels: readonly string[],
  target: string,
): { readonly found: readonly ReadWord[]; readonly label?: number } {
  const found = wordRuns(words, target).flat();
  if (found.length > 0) return { found };
  // Words and labels may have a = of their own.
  for (const { index } of target.matchAll(/=/g)) {
    const ofLabel = wordRuns(words, target.slice(0, index)).flat();
    if (ofLabel.length === 0) continue;
    const written = target.slice(index + 1);
    const label = labelIndex(written, labels);
    if (label !== undefined) return { found: ofLabel, label };
    throw new OptionError(
      'target',
      `target "${target}": unknown label "${written}"${nearest(written, labels)}: expected an index below ${labels.length} or a label (${labels.join(', ')})`,
    );
  }
  throw unknownWord(
    target,
    words,
    'text',
    'predicted, all, or words of the text, with =LABEL for another label',
  );
}

/** `words` are those of the `read` text, and `expected` is what a target can be. */
export function unknownWord(
  target: string,
  words: readonly ReadWord[],
  read: 'text' | 'pair',
  expected: string,
): OptionError {
  const known = words.map(({ written }) => written.text);
  return new OptionError(
    'target',
    `target "${target}": no such word in the ${read}${nearest(target.replace(/=.*/s, ''), known)}: expected ${expected}`,
  );
}
