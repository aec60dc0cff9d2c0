import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countWords, learnVocabulary } from '../src/tokenizer/learnVocabulary.ts';
import { tokenizerFromVocabulary } from '../src/tokenizer/vocabularyText.ts';

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const wordCounts = fc.array(
  fc.tuple(
    fc.string({ unit: fc.constantFrom('a', 'b', 'c', '😀'), maxLength: 8 }),
    fc.integer({ min: 1, max: 20 }),
  ),
);

describe('countWords', () => {
  test('counts pre-tokens as an uncased BERT sees them', () => {
    expect(countWords(["Don't", 'DÓN, don'])).toEqual(
      new Map([
        ['don', 3],
        ["'", 1],
        ['t', 1],
        [',', 1],
      ]),
    );
  });
});

describe('learnVocabulary', () => {
  test('merges the most frequent pair, one after another', () => {
    // hug 10, pug 5, pun 12, bun 4, hugs 5: u+g 20 times, then h+ug 15, p+un 12 after u+n 16.
    const counts = Object.entries({ hug: 10, pug: 5, pun: 12, bun: 4, hugs: 5 });
    const characters = Array.from('bghnpsu');
    expect(learnVocabulary(counts, 5 + 14 + 4)).toEqual([
      ...special,
      ...characters,
      ...characters.map((character) => `##${character}`),
      '##ug',
      '##un',
      'hug',
      'pun',
    ]);
  });

  test('of equally frequent pairs merges the one whose pieces were learned first', () => {
    expect(
      learnVocabulary(
        [
          ['cd', 2],
          ['ab', 2],
          ['aab', 2],
        ],
        5 + 8 + 2,
      ).slice(-2),
    ).toEqual(['aa', 'ab']);
  });

  test('stops when no pair occurs twice', () => {
    expect(
      learnVocabulary(
        [
          ['ab', 2],
          ['cd', 1],
        ],
        100,
      ).slice(-2),
    ).toEqual(['##d', 'ab']);
  });

  test('says when the characters do not fit', () => {
    expect(() => learnVocabulary([['ab', 1]], 8)).toThrow(
      'a vocabulary of 8 tokens has no room for the 9 that are characters or special',
    );
  });

  test('does not depend on the order of the words, and repeats no token', () => {
    fc.assert(
      fc.property(wordCounts, fc.integer({ min: 13, max: 60 }), (counts, size) => {
        const learned = learnVocabulary(counts, size);
        expect(learnVocabulary(counts.toReversed(), size)).toEqual(learned);
        expect(new Set(learned).size).toBe(learned.length);
        expect(learned.length).toBeLessThanOrEqual(size);
      }),
    );
  });

  test('leaves no word unknown', () => {
    fc.assert(
      fc.property(wordCounts, fc.integer({ min: 13, max: 60 }), (counts, size) => {
        const tokenizer = tokenizerFromVocabulary(learnVocabulary(counts, size).join('\n'));
        const text = counts.map(([word]) => word).join(' ');
        expect(tokenizer.encode(text).tokens).not.toContain('[UNK]');
      }),
    );
  });
});
