import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenizersFolder } from '../../../fixtures/checkpointFolder.ts';
import { directory, loadTokenizer } from '../src/node.ts';
import { characterOfByte } from '../src/tokenizer/preTokenizer/byteAlphabet.ts';
import type { Encoding, Tokenizer } from '../src/tokenizer/tokenizer.ts';

const load = (name: string): Promise<Tokenizer> => loadTokenizer(directory(`${tokenizersFolder}/${name}`));
const roberta = await load('roberta');
const xlmRoberta = await load('xlm-roberta');
const albert = await load('albert');

/** Any sequence of UTF-16 units: what the vocabularies know, what is normalised away, any scalar value and lone surrogates. */
const anyText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...Array.from('abeimnorstvTHE019.,!\'"  \n')) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(' the', 'movie', "n't", '電影', 'ﬁ', '한국', 'e\u0301', '👍🏽', 'นี้'),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom('<mask>', '[MASK]', '\u00ad', '\u0001', '\u200b', '\r\n', '\u0344'),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
      {
        weight: 1,
        arbitrary: fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit)),
      },
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

const forAllTexts = (property: (tokenizer: Tokenizer, text: string) => void): void =>
  fc.assert(fc.property(fc.constantFrom(roberta, xlmRoberta, albert), anyText, property), { numRuns: 400 });

/** The ids of the tokens that stand in the text. */
const textIds = ({ ids, spans }: Encoding): number[] => ids.filter((_, i) => spans[i] !== null);

/** What each word shows, without the whitespace that its pieces may have. */
function wordsOf(tokenizer: Tokenizer, text: string): string[] {
  const { spans, words } = tokenizer.encode(text);
  const found: { start: number; end: number }[] = [];
  for (const [i, word] of words.entries()) {
    const span = spans[i]!;
    if (word !== null) found[word] = { start: found[word]?.start ?? span.start, end: span.end };
  }
  return found.map(({ start, end }) => text.slice(start, end).trim());
}

describe('an encoding of any string, lone surrogates included', () => {
  test('has spans that lie within the text, in order, at the edges of code points', () => {
    forAllTexts((tokenizer, text) => {
      const { ids, tokens, spans, words } = tokenizer.encode(text);
      expect(tokens).toEqual(ids.map((id) => tokenizer.idToToken(id)));
      expect(ids).toEqual(tokens.map((token) => tokenizer.tokenToId(token)));
      const insidePair = (at: number): boolean =>
        /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1));
      let previous = { start: 0, end: 0 };
      for (const span of spans.slice(1, -1)) {
        const { start, end } = span!;
        expect(start).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(insidePair(start) || insidePair(end)).toBe(false);
        expect(start).toBeGreaterThanOrEqual(previous.start);
        expect(end).toBeGreaterThanOrEqual(previous.end);
        previous = span!;
      }
      const inText = words.slice(1, -1);
      const found = [...new Set(inText)];
      expect(found).toEqual(inText.includes(null) ? [null] : found.map((_, i) => i));
      expect(inText).toEqual(inText.toSorted((one, other) => one! - other!));
    });
  });

  test('takes a lone surrogate for U+FFFD', () => {
    forAllTexts((tokenizer, text) => {
      expect(tokenizer.encode(text)).toEqual(tokenizer.encode(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD')));
    });
  });

  test('is cut at the end, and the pair is encoded as the text would be', () => {
    forAllTexts((tokenizer, text) => {
      const whole = tokenizer.encode(text);
      const cut = tokenizer.encode(text, null, { maxLength: 7 });
      expect(cut.truncated).toBe(Math.max(0, whole.ids.length - 7));
      expect(cut.ids).toEqual([...whole.ids.slice(0, -1).slice(0, 6), whole.ids.at(-1)]);
      const pair = tokenizer.encode('the', text);
      const second = pair.ids.filter((_, i) => pair.segments[i] === 1 && pair.spans[i] !== null);
      expect(second).toEqual(textIds(whole));
    });
  });

  test('has no whitespace within a word', () => {
    // What a charsmap makes nothing of may be whitespace, and at the very beginning it moves the spans that follow, as in the Rust crate.
    const removed = /(?![\t\n\r])\p{Cc}/gu;
    forAllTexts((tokenizer, text) => {
      const visible = text.replaceAll(removed, '');
      for (const word of wordsOf(tokenizer, visible)) expect(word).toMatch(/^\P{White_Space}*$/u);
    });
  });
});

describe('byte-level tokens', () => {
  const byteOf = new Map(characterOfByte.map((character, byte) => [character, byte]));
  const bytesOf = (token: string): number[] => Array.from(token, (c) => byteOf.get(c.codePointAt(0)!)!);

  test('are the bytes of the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(!text.includes('<'));
        const { tokens } = roberta.encode(text);
        const bytes = Uint8Array.from(tokens.slice(1, -1).flatMap(bytesOf));
        expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)).toBe(
          text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'),
        );
      }),
      { numRuns: 400 },
    );
  });

  test('of two texts are those of the first and the second, where a word with its space begins', () => {
    fc.assert(
      fc.property(anyText, anyText, (first, second) => {
        const [left, right] = [`${first}x`, ` y${second}`];
        expect(textIds(roberta.encode(left + right))).toEqual([
          ...textIds(roberta.encode(left)),
          ...textIds(roberta.encode(right)),
        ]);
      }),
      { numRuns: 400 },
    );
  });
});

test('Unigram tokens of two texts with a space between are those of the one and then of the other', () => {
  fc.assert(
    fc.property(fc.constantFrom(xlmRoberta, albert), anyText, anyText, (tokenizer, first, second) => {
      const [left, right] = [`${first}x`, `y${second}`];
      expect(textIds(tokenizer.encode(`${left} ${right}`))).toEqual([
        ...textIds(tokenizer.encode(left)),
        ...textIds(tokenizer.encode(right)),
      ]);
    }),
    { numRuns: 400 },
  );
});

describe.each([
  ['roberta', roberta],
  ['xlm-roberta', xlmRoberta],
  ['albert', albert],
])('the words of %s are those of BERT', (_, tokenizer) => {
  test.for([
    ["  It is 5'6  overlong\nfilms!?\n", ['It', 'is', '5', "'", '6', 'overlong', 'films', '!', '?']],
    ['very好。', ['very', '好', '。']],
    ['เรื่อง अच्छा', ['เรื่อง', 'अच्छा']],
    ['a<mask>b <mask>', ['a', '<mask>', 'b', '<mask>']],
    ['abc123 good😀👍🏽', ['abc123', 'good😀👍🏽']],
    ['\u00a0the\u2003film\u3000', ['the', 'film']],
    [' \n ', []],
    ['', []],
  ] as const)('%j', ([text, expected]) => {
    const masked = tokenizer === albert ? text.replaceAll('<mask>', '[MASK]') : text;
    const words = wordsOf(tokenizer, masked).map((word) => (word === '[MASK]' ? '<mask>' : word));
    // Where a normalizer strips accents, one at the end of a word is of no token.
    expect(words).toEqual(
      tokenizer === albert ? expected.map((word) => word.replace(/\p{M}$/u, '')) : expected,
    );
  });
});

test('Unigram tokens of a text without spaces are words, cut around Chinese characters', () => {
  for (const tokenizer of [xlmRoberta, albert]) {
    expect(wordsOf(tokenizer, '映画でした。好')).toEqual(['映', '画', 'でした', '。', '好']);
  }
});

test.for(['ab', 'e\u0301', ' '])('a hundred thousand times %j are read', (part) => {
  const text = part.repeat(100_000);
  for (const tokenizer of [roberta, xlmRoberta, albert]) {
    const { spans } = tokenizer.encode(`x${text}x`);
    expect(spans[1]!.start).toBe(0);
    expect(spans.at(-2)!.end).toBe(text.length + 2);
  }
});
