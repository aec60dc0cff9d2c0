import { describe, expect, test } from 'vitest';
import type { Encoding } from '../src/tokenizer/tokenizer.ts';
import { tokenizerFromVocabulary } from '../src/tokenizer/vocabularyText.ts';

const vocabulary = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'the',
  'movie',
  'un',
  '##watch',
  '##able',
  'i',
  'o',
  '##o',
  'u',
  "'",
  '中',
  '😀',
  '!',
].join('\n');
const uncased = tokenizerFromVocabulary(vocabulary);

/** Each token with what its span shows: `token=text`. */
function shown({ tokens, spans, segments }: Encoding, ...texts: string[]): string[] {
  return tokens.map((token, i) => {
    const span = spans[i];
    return span ? `${token}=${texts[segments[i]!]!.slice(span.start, span.end)}` : token;
  });
}

describe('encode', () => {
  test('gives ids, types, spans, segments and words', () => {
    expect(uncased.encode('The movie', 'Unwatchable!')).toEqual({
      ids: [2, 5, 6, 3, 7, 8, 9, 17, 3],
      tokens: ['[CLS]', 'the', 'movie', '[SEP]', 'un', '##watch', '##able', '!', '[SEP]'],
      typeIds: [0, 0, 0, 0, 1, 1, 1, 1, 1],
      spans: [
        null,
        { start: 0, end: 3 },
        { start: 4, end: 9 },
        null,
        { start: 0, end: 2 },
        { start: 2, end: 7 },
        { start: 7, end: 11 },
        { start: 11, end: 12 },
        null,
      ],
      segments: [0, 0, 0, 0, 1, 1, 1, 1, 1],
      words: [null, 0, 1, null, 0, 0, 0, 1, null],
      truncated: 0,
    });
  });

  test.for([
    ['an accent of its own', 'o\u0301o', ['o=o', '##o=o']],
    ['a letter with its accent', 'ÓO', ['o=Ó', '##o=O']],
    ['a removed character within a word', 'o\u00ad\u0000o', ['o=o', '##o=o']],
    ['a letter whose lower case is two', 'İ', ['i=İ']],
    ['ideographs without spaces', 'o中中o', ['o=o', '中=中', '中=中', 'o=o']],
    ['a character of two UTF-16 units', '😀 😀!', ['😀=😀', '😀=😀', '!=!']],
    [
      'a special token in the text',
      'o[MASK]o [mask]',
      ['o=o', '[MASK]=[MASK]', 'o=o', '[UNK]=[', '[UNK]=mask', '[UNK]=]'],
    ],
    ['whitespace that JavaScript does not call so', 'o\u0085o\u2028o', ['o=o', '##o=o', 'o=o']],
    ['a word that cannot be pieced together', 'unwatched', ['[UNK]=unwatched']],
  ] as const)('shows in the text where a token comes from: %s', ([, text, expected]) => {
    expect(shown(uncased.encode(text), text)).toEqual(['[CLS]', ...expected, '[SEP]']);
  });

  test('an empty text has the special tokens alone', () => {
    expect(uncased.encode('').tokens).toEqual(['[CLS]', '[SEP]']);
    expect(uncased.encode(' \n\u00ad', '').tokens).toEqual(['[CLS]', '[SEP]', '[SEP]']);
  });

  test('a word of more than 100 characters is unknown', () => {
    expect(uncased.encode('o'.repeat(100)).ids).toHaveLength(102);
    expect(uncased.encode('o'.repeat(101)).tokens).toEqual(['[CLS]', '[UNK]', '[SEP]']);
  });
});

describe('maxLength', () => {
  test('cuts the text and says by how much', () => {
    const encoding = uncased.encode('the movie o!', null, { maxLength: 4 });
    expect(encoding.tokens).toEqual(['[CLS]', 'the', 'movie', '[SEP]']);
    expect(encoding.truncated).toBe(2);
  });

  test.for([
    // [tokens of the first, of the second, maxLength, kept of the first, of the second]
    [5, 2, 8, 3, 2],
    [2, 5, 8, 2, 3],
    [5, 5, 8, 2, 3],
    [6, 5, 8, 3, 2],
    [5, 5, 3, 0, 0],
    [5, 5, 4, 0, 1],
    [1, 1, 5, 1, 1],
  ])('cuts the longer of two first: %j', ([first = 0, second = 0, maxLength = 0, keptFirst, keptSecond]) => {
    const encoding = uncased.encode('o '.repeat(first), 'i '.repeat(second), { maxLength });
    const kept = [0, 1].map(
      (segment) =>
        encoding.spans.filter((span, i) => span !== null && encoding.segments[i] === segment).length,
    );
    expect(kept).toEqual([keptFirst, keptSecond]);
    expect(encoding.truncated).toBe(first + second - kept[0]! - kept[1]!);
  });

  test.for([1, -1, 2.5, NaN])('of %s is refused', (maxLength) => {
    expect(() => uncased.encode('o', null, { maxLength })).toThrow(
      /maxLength must be an integer from 2.* found/,
    );
  });

  test('has to leave room for the special tokens of a pair', () => {
    expect(() => uncased.encode('o', 'o', { maxLength: 2 })).toThrow(/from 3/);
  });
});

describe('the vocabulary', () => {
  test('is known by token and by id', () => {
    expect(uncased.vocabularySize).toBe(18);
    expect(uncased.specialIds).toEqual({ pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 });
    expect(uncased.tokenToId('##able')).toBe(9);
    expect(uncased.idToToken(9)).toBe('##able');
    expect(uncased.tokenToId('nothing')).toBeUndefined();
    expect(uncased.idToToken(18)).toBeUndefined();
  });
});
