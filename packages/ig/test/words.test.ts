import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TextToken } from '../src/classifier.ts';
import { attributeWords } from '../src/record/words.ts';

const special = (token: string, segment: 0 | 1 = 0): TextToken => ({
  token,
  id: 0,
  start: null,
  end: null,
  special: true,
  segment,
  type: segment,
  word: null,
});

/** Words of the given pieces, joined by spaces: the text and its tokens. */
function segmentOf(words: readonly (readonly string[])[], segment: 0 | 1) {
  const tokens: TextToken[] = [];
  let text = '';
  for (const [word, pieces] of words.entries()) {
    if (word > 0) text += ' ';
    for (const piece of pieces) {
      tokens.push({
        token: piece,
        id: 1,
        start: text.length,
        end: text.length + piece.length,
        special: false,
        segment,
        type: segment,
        word,
      });
      text += piece;
    }
  }
  return { text, tokens };
}

const piece = fc.string({ minLength: 1, maxLength: 4 }).map((text) => text.replaceAll(/\s/g, '_'));
const piecesOfWords = fc.array(fc.array(piece, { minLength: 1, maxLength: 4 }), {
  maxLength: 8,
});
const attribution = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  fc.constant(0),
);

const cases = fc
  .record({ first: piecesOfWords, second: fc.option(piecesOfWords) })
  .chain(({ first, second }) => {
    const one = segmentOf(first, 0);
    const two = second && segmentOf(second, 1);
    const tokens = [
      special('[CLS]'),
      ...one.tokens,
      special('[SEP]'),
      ...(two ? [...two.tokens, special('[SEP]', 1)] : []),
    ];
    return fc.record({
      words: fc.constant([...first, ...(second ?? [])]),
      text: fc.constant(one.text),
      pair: fc.constant(two && two.text),
      tokens: fc.constant(tokens),
      attributions: fc.array(attribution, { minLength: tokens.length, maxLength: tokens.length }),
    });
  });

test('words are the text between their offsets, in order, with the exact sum of their pieces', () => {
  fc.assert(
    fc.property(cases, ({ words, text, pair, tokens, attributions }) => {
      const result = attributeWords(text, pair, tokens, attributions);
      expect(result.words.map((word) => word.text)).toEqual(words.map((pieces) => pieces.join('')));
      for (const word of result.words) {
        const whole = word.segment === 1 ? pair! : text;
        expect(word.text).toBe(whole.slice(word.start, word.end));
        const within = result.tokens.filter(
          (token) =>
            !token.special &&
            token.segment === word.segment &&
            token.start! >= word.start &&
            token.end! <= word.end,
        );
        expect(word.attribution).toBe(within.reduce((sum, token) => sum + token.attribution, 0));
      }
    }),
  );
});

test('tokens keep their attributions; their scores have the norm 1, and words share the scale', () => {
  fc.assert(
    fc.property(cases, ({ text, pair, tokens, attributions }) => {
      const result = attributeWords(text, pair, tokens, attributions);
      expect(result.tokens.map((token) => token.attribution)).toEqual(attributions);
      const norm = Math.sqrt(result.tokens.reduce((sum, token) => sum + token.attribution ** 2, 0));
      for (const { score, attribution } of [...result.tokens, ...result.words]) {
        expect(score).toBe(norm === 0 ? 0 : attribution / norm);
      }
    }),
  );
});

test('only what belongs to the pair names its segment', () => {
  fc.assert(
    fc.property(cases, ({ text, pair, tokens, attributions }) => {
      const result = attributeWords(text, pair, tokens, attributions);
      expect(result.tokens.map((token) => token.segment ?? 0)).toEqual(tokens.map((token) => token.segment));
      for (const item of [...result.tokens, ...result.words]) {
        expect('segment' in item).toBe(item.segment === 1);
      }
    }),
  );
});

test('a word has no whitespace at its ends, even where its pieces have some', () => {
  const at = (start: number, end: number, word: number): TextToken => ({
    ...special('piece'),
    special: false,
    start,
    end,
    word,
  });
  // Byte-level tokens of " \n The film\n": the newlines are pieces of the words beside them.
  const tokens = [special('<s>'), at(0, 2, 0), at(2, 6, 0), at(6, 11, 1), at(11, 12, 1), special('</s>')];
  const { words } = attributeWords(' \n The film\n', null, tokens, [0, 1, 2, 4, 8, 0]);
  expect(words.map(({ text, start, end, attribution }) => ({ text, start, end, attribution }))).toEqual([
    { text: 'The', start: 3, end: 6, attribution: 3 },
    { text: 'film', start: 7, end: 11, attribution: 12 },
  ]);
});
