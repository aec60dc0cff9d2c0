import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BertNormalizer, type BertNormalizerOptions } from '../src/tokenizer/normalizer/bert.ts';
import { normalForm } from '../src/tokenizer/normalizer/normalizer.ts';
import type { Encoding, Tokenizer } from '../src/tokenizer/tokenizer.ts';
import { tokenizerFromVocabulary } from '../src/tokenizer/vocabularyText.ts';

// Every letter of a few scripts with and without ##, so that words are known and pieces are many.
const letters = Array.from("abcdefghijklmnopqrstuvwxyzABCXYZéİıßΣσςдДक中文日가각각𝒳😀#.,!'\u0301\u093f");
const vocabulary = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'the',
  'ab',
  '##ab',
  '##ing',
  ...letters,
  ...letters.map((letter) => `##${letter}`),
].join('\n');

const configurations: { name: string; tokenizer: Tokenizer; normalizer: BertNormalizerOptions }[] = [
  { do_lower_case: true, strip_accents: true },
  { do_lower_case: true, strip_accents: false },
  { do_lower_case: false, strip_accents: true },
  { do_lower_case: false, strip_accents: false },
].map((config) => ({
  name: JSON.stringify(config),
  tokenizer: tokenizerFromVocabulary(vocabulary, config),
  normalizer: {
    cleanText: true,
    handleChineseChars: true,
    stripAccents: config.strip_accents,
    lowercase: config.do_lower_case,
  },
}));

/** Any sequence of UTF-16 units: letters that are known, whole tokens, any scalar value and lone surrogates. */
const anyText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...letters, ' ', ' ', '\n') },
      { weight: 1, arbitrary: fc.constantFrom('[MASK]', '[mask]', '[SEP', '\u00ad', '\u0344', '\u0f73') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
      {
        weight: 1,
        arbitrary: fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit)),
      },
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

interface TextToken {
  token: string;
  id: number;
  start: number;
  end: number;
  word: number;
}

/** The tokens of a segment that stand in its text. */
function textTokens(encoding: Encoding, segment = 0): TextToken[] {
  return encoding.ids.flatMap((id, i) => {
    const span = encoding.spans[i]!;
    if (span === null || encoding.segments[i] !== segment) return [];
    return [{ id, token: encoding.tokens[i]!, word: encoding.words[i]!, ...span }];
  });
}

const forAllTexts = (
  property: (tokenizer: Tokenizer, text: string, normalizer: BertNormalizerOptions) => void,
): void =>
  fc.assert(
    fc.property(fc.constantFrom(...configurations), anyText, ({ tokenizer, normalizer }, text) =>
      property(tokenizer, text, normalizer),
    ),
    { numRuns: 1000 },
  );

describe('an encoding of any string, lone surrogates included', () => {
  test('has one entry per token in every list, framed by [CLS] and [SEP]', () => {
    forAllTexts((tokenizer, text) => {
      const { ids, tokens, typeIds, spans, segments, words, truncated } = tokenizer.encode(text);
      for (const list of [tokens, typeIds, spans, segments, words]) expect(list).toHaveLength(ids.length);
      expect(tokens).toEqual(ids.map((id) => tokenizer.idToToken(id)));
      expect(ids).toEqual(tokens.map((token) => tokenizer.tokenToId(token)));
      expect([tokens[0], tokens.at(-1)]).toEqual(['[CLS]', '[SEP]']);
      expect(spans.flatMap((span, i) => (span === null ? [i] : []))).toEqual([0, ids.length - 1]);
      expect(words.flatMap((word, i) => (word === null ? [i] : []))).toEqual([0, ids.length - 1]);
      expect(truncated).toBe(0);
    });
  });

  test('has spans that lie within the text, in order, at the edges of code points', () => {
    forAllTexts((tokenizer, text) => {
      const tokens = textTokens(tokenizer.encode(text));
      const insidePair = (at: number): boolean =>
        /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1));
      for (const [i, { start, end, word }] of tokens.entries()) {
        expect(start).toBeLessThan(end);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(insidePair(start) || insidePair(end)).toBe(false);
        const previous = tokens[i - 1] ?? { start: 0, end: 0, word: -1 };
        expect(start).toBeGreaterThanOrEqual(previous.start);
        expect(end).toBeGreaterThanOrEqual(previous.end);
        expect([previous.word, previous.word + 1]).toContain(word);
      }
    });
  });

  test('has tokens which are the normal form of what their spans show', () => {
    forAllTexts((tokenizer, text, options) => {
      const normalizer = new BertNormalizer(options);
      const normalise = (part: string): string => normalForm(normalizer, part);
      // Canonical ordering may hand a mark the place of another; elsewhere a text is normalised character by character.
      fc.pre(normalise(text) === Array.from(text, normalise).join(''));
      const tokens = textTokens(tokenizer.encode(text));
      for (const [i, { token, start, end, word }] of tokens.entries()) {
        if (token === '[UNK]' || token === '[MASK]') continue;
        const previous = tokens[i - 1];
        const piece = previous?.word === word ? token.slice('##'.length) : token;
        const expected = normalise(text.slice(start, end)).trim();
        // One character, like a Hangul syllable, may become several tokens, each with the span of the whole.
        const shares = (previous?.end ?? 0) > start || (tokens[i + 1]?.start ?? text.length) < end;
        const fits = shares ? expected.includes(piece) : expected === piece;
        expect(fits, `${JSON.stringify(piece)} of ${JSON.stringify(expected)}`).toBe(true);
      }
    });
  });

  test('takes a lone surrogate for U+FFFD', () => {
    forAllTexts((tokenizer, text) => {
      expect(tokenizer.encode(text)).toEqual(tokenizer.encode(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD')));
    });
  });
});

describe('laws', () => {
  test('a text of two with a space between has the tokens of the one and then of the other', () => {
    forAllTexts((tokenizer, text) => {
      const at = Math.floor(text.length / 2);
      const [first, second] = [text.slice(0, at), text.slice(at)];
      const left = textTokens(tokenizer.encode(first));
      const right = textTokens(tokenizer.encode(second));
      const words = (left.at(-1)?.word ?? -1) + 1;
      expect(textTokens(tokenizer.encode(`${first} ${second}`))).toEqual([
        ...left,
        ...right.map((token) => ({
          ...token,
          start: token.start + at + 1,
          end: token.end + at + 1,
          word: token.word + words,
        })),
      ]);
    });
  });

  test('a long text has the tokens of its short parts', () => {
    // Longer by far than the stretches in which a text is normalised.
    const longLength = 100_000;
    const property = fc.property(
      fc.constantFrom(...configurations),
      anyText,
      fc.constantFrom(' ', '\n', '.', '中', '\u2003', '\u037e'),
      ({ tokenizer }, text, separator) => {
        const part = `x${text}x${separator}`;
        const count = Math.ceil(longLength / part.length);
        const idsOf = (of: string): number[] => textTokens(tokenizer.encode(of)).map(({ id }) => id);
        const ids = idsOf(part).join();
        expect(idsOf(part.repeat(count)).join()).toBe(Array.from({ length: count }, () => ids).join());
      },
    );
    fc.assert(property, { numRuns: 10 });
  });

  test('the pair is encoded as the text would be', () => {
    forAllTexts((tokenizer, text) => {
      const both = tokenizer.encode('the', text);
      expect(textTokens(both, 1)).toEqual(textTokens(tokenizer.encode(text)));
      expect(both.typeIds).toEqual(both.segments);
    });
  });

  test('truncation keeps the beginning of each text and reports the rest', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...configurations),
        anyText,
        fc.option(anyText),
        fc.integer({ min: 3, max: 40 }),
        ({ tokenizer }, text, pair, maxLength) => {
          const whole = tokenizer.encode(text, pair);
          const cut = tokenizer.encode(text, pair, { maxLength });
          expect(cut.ids).toHaveLength(Math.min(maxLength, whole.ids.length));
          expect(cut.truncated).toBe(whole.ids.length - cut.ids.length);
          const kept = [0, 1].map((segment) => {
            const all = textTokens(whole, segment);
            const some = textTokens(cut, segment);
            expect(some).toEqual(all.slice(0, some.length));
            return { all: all.length, some: some.length };
          });
          // Only the longer text is cut while it is longer.
          const [first, second] = kept as [{ all: number; some: number }, { all: number; some: number }];
          expect(first.some === first.all || first.some >= second.some - 1).toBe(true);
          expect(second.some === second.all || second.some >= first.some - 1).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
