import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataFormats, isDataFormat, linesOf, type BadLine, type DataItem } from '../src/data.ts';

const readers = dataFormats(async () => ({ parse }));

/** Bytes in chunks that may end anywhere. */
async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const csv = (text: string, size = 7): Promise<(DataItem | BadLine)[]> =>
  all(readers.csv(inChunks(new TextEncoder().encode(text), size), 'a.csv'));

const anyField = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', '影') });
const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;

describe('CSV', () => {
  test('gives back the texts that were written, whatever is in them, and the lines that they begin in', async () => {
    const records = fc.array(fc.tuple(anyField, anyField), { minLength: 1 });
    const newline = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(records, newline, fc.integer({ min: 1, max: 20 }), async (fields, ending, size) => {
        const texts = fields.map(([text, pair]) => [`x${text}`, `y${pair}`] as const);
        const lines = ['text,pair', ...texts.map((record) => record.map(quoted).join(','))];
        let line = 1;
        const expected = texts.map(([text, pair], i) => {
          line += lines[i]!.split('\n').length;
          return { line, text, pair };
        });
        expect(await csv(lines.join(ending), size)).toEqual(expected);
      }),
    );
  });

  test('what is malformed is a bad line, and the others are not', async () => {
    const lines = ['text,label', 'good,1', 'too, many,1', '"a" b,0', 'a "b",0', 'few', '"last",0'];
    const broken = 'its quotes are broken: put the whole field in quotes, and double those inside it';
    const columns = (count: number) =>
      `it has ${count} columns where the header has 2: put a text with commas in quotes`;
    expect(await csv(lines.join('\n'))).toEqual([
      { line: 2, text: 'good', label: '1' },
      { line: 3, error: columns(3) },
      { line: 4, error: broken },
      { line: 5, error: broken },
      { line: 6, error: columns(1) },
      { line: 7, text: 'last', label: '0' },
    ]);
  });

  test('a quote that is never closed is one bad line, which says where it opens', async () => {
    expect(await csv('text,pair\na,b\n"one\ntwo","three\nfour\n')).toEqual([
      { line: 2, text: 'a', pair: 'b' },
      {
        line: 3,
        error: 'the quote that opens in line 4 is never closed: close it, and double quotes inside a text',
      },
    ]);
  });

  test('labels have no spaces around them', async () => {
    expect(await csv('text, label\na, positive \nb,  \n')).toEqual([
      { line: 2, text: 'a', label: 'positive' },
      { line: 3, text: 'b' },
    ]);
  });

  test.each([
    [
      'Review,label\n',
      'a.csv: its header names "Review", "label": expected a column "text"; rename "Review"',
    ],
    ['a,b\n', 'a.csv: its header names "a", "b": expected a column "text"'],
    ['text,label,text\n', 'a.csv: its header names "text" twice: expected each column once'],
    [
      '"text\n',
      'a.csv, line 1: the quote that opens in line 1 is never closed: close it, and double quotes inside a text',
    ],
  ])('a header %j is refused', async (text, sentence) => {
    await expect(csv(text)).rejects.toThrow(new Error(sentence));
  });
});

test('an empty pair is a bad line', async () => {
  const bytes = new TextEncoder().encode('{"text": "a", "pair": " "}\n');
  expect(await all(readers.jsonl(inChunks(bytes, 9), 'a'))).toEqual([
    { line: 1, error: '"pair" is empty: leave it out' },
  ]);
});

describe('lines', () => {
  test('are those of the text, however its bytes come', async () => {
    await fc.assert(
      fc.asyncProperty(anyField, fc.integer({ min: 1, max: 9 }), async (text, size) => {
        const lines = await all(linesOf(inChunks(new TextEncoder().encode(`\ufeff${text}`), size), 'a'));
        expect(lines.map((line) => line.text + line.ending).join('')).toBe(text);
        expect(lines.map(({ number }) => number)).toEqual(lines.map((_, i) => i + 1));
        for (const line of lines) expect(line.text).not.toContain('\n');
      }),
    );
  });

  test.each(['txt', 'jsonl', 'csv'] as const)('of %s that are no UTF-8 are told', async (format) => {
    const start = new TextEncoder().encode(format === 'jsonl' ? '{"text":"a"}\n' : 'text\n');
    const bytes = Uint8Array.of(...start, 0xc3, 0x28, 0x0a);
    await expect(all(readers[format](inChunks(bytes, 3), 'a'))).rejects.toThrow(
      new Error('a: not UTF-8 text in line 2: convert it first, for example with iconv'),
    );
  });
});

test('what every object has is no format', () => {
  expect(isDataFormat('constructor')).toBe(false);
});
