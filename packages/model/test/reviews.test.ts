import { learnVocabulary, tokenizerFromVocabulary } from '@gradlens/bert';
import { expect, test } from 'vitest';
import { Random } from '@gradlens/tensor';
import { crop, readReview } from '../src/train/reviews.ts';

const text = `Isn't it "great!" (Really.)  I can't say...<br /><br />Dr. No.`;

test('splits a review at stops and line breaks, and writes contractions as SST-2 does', () => {
  expect(readReview({ text, label: 1, line: 2 })).toEqual({
    label: 1,
    sentences: [`Is n't it "great!"`, '(Really.)', "I ca n't say...", 'Dr.', 'No.'],
  });
});

const words = ['a', 'b', 'c', 'd', 'e', 'f', 'g', '.'];
const vocabulary = learnVocabulary(
  words.map((word) => [word, 1] as const),
  30,
);
const tokenizer = tokenizerFromVocabulary(`${vocabulary.join('\n')}\n`);
const review = readReview({ text: 'a b. c d. e f g.', label: 0, line: 2 });

/** The texts that crops can be. */
function crops(maxTokens: number, maxSentences?: number): Set<string> {
  const random = new Random(1);
  const texts = Array.from({ length: 100 }, () => {
    const { ids, label } = crop(review, { maxTokens, maxSentences }, tokenizer, random);
    expect(label).toBe(0);
    return ids.map((id) => vocabulary[id]).join(' ');
  });
  return new Set(texts);
}

test('crops begin and end with sentences', () => {
  expect(crops(9)).toEqual(
    new Set(['[CLS] a b . c d . [SEP]', '[CLS] c d . e f g . [SEP]', '[CLS] e f g . [SEP]']),
  );
});

test('crops are of no more sentences than they may be', () => {
  expect(crops(9, 1)).toEqual(new Set(['[CLS] a b . [SEP]', '[CLS] c d . [SEP]', '[CLS] e f g . [SEP]']));
});

test('a sentence with no room in a crop ends early', () => {
  expect(crops(5)).toEqual(new Set(['[CLS] a b . [SEP]', '[CLS] c d . [SEP]', '[CLS] e f g [SEP]']));
});
