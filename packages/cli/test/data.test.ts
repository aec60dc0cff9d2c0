import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Explanation } from '@gradlens/ig';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gradlens, onFixture, start } from './support/gradlens.ts';

const explain = ['explain', ...onFixture, '--steps', '3', '--format', 'jsonl'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradlens-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

type DataRecord = Explanation & { line: number; id?: string; label?: string | number; error?: string };
const records = (lines: string): DataRecord[] =>
  lines
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as DataRecord);

const texts = Array.from({ length: 60 }, (_, i) => `The ${'good '.repeat((i * 5) % 9)}film ${i}`);
const jsonl = texts.map((text, i) => `${JSON.stringify({ text, id: `t${i}`, label: i % 2 })}\n`).join('');

describe('reads', () => {
  test('a text per line, and tells which', async () => {
    const { stdout, stderr } = await gradlens([
      ...explain,
      '--input',
      file('a.txt', 'one\r\n\ntwo words\n \nlast'),
    ]);
    expect(stderr).toBe('');
    expect(records(stdout).map(({ line, text }) => [line, text])).toEqual([
      [1, 'one'],
      [3, 'two words'],
      [5, 'last'],
    ]);
  });

  test('JSON lines, whose ids and labels come back, in their order', async () => {
    const { stdout, stderr } = await gradlens([...explain, '--input', file('a.jsonl', jsonl)]);
    expect(records(stdout).map(({ line, id, label, text }) => ({ line, id, label, text }))).toEqual(
      texts.map((text, i) => ({ line: i + 1, id: `t${i}`, label: i % 2, text })),
    );
    const right = records(stdout).filter(({ prediction, label }) => prediction.index === label).length;
    expect(stderr).toBe(`gradlens: accuracy ${((100 * right) / 60).toFixed(1)} % (${right} of 60)\n`);
  });

  test('CSV with quotes and newlines', async () => {
    const csv = '\ufefflabel,text,pair\nnegative,"He said ""no"",\nand left",\n1,good,"a pair"\n';
    const { stdout } = await gradlens([...explain, '--input', file('a.csv', csv)]);
    expect(records(stdout).map(({ line, label, text, pair }) => ({ line, label, text, pair }))).toEqual([
      { line: 2, label: 'negative', text: 'He said "no",\nand left', pair: null },
      { line: 4, label: '1', text: 'good', pair: 'a pair' },
    ]);
  });

  test.each([
    ['{"text": "one"}\n{"text": "two"}\n', ['one', 'two']],
    ['one {\ntwo\n', ['one {', 'two']],
  ])('stdin %j', async (input, expected) => {
    const { stdout } = await gradlens([...explain, '--input', '-'], { input });
    expect(records(stdout).map(({ text }) => text)).toEqual(expected);
  });
});

test('a bad line has a record that says why, and the others theirs', async () => {
  const path = file(
    'a.jsonl',
    '{"text": "good"}\nno\n{"text": 5, "id": "x"}\n{"text": " "}\n{"text": "\\u0001"}\n{"text": "bad"}\n',
  );
  const { status, stdout, stderr } = await gradlens([...explain, '--input', path]);
  expect(status).toBe(1);
  expect(records(stdout).map(({ line, id, text, error }) => ({ line, id, text, error }))).toEqual([
    { line: 1, text: 'good' },
    { line: 2, error: 'not a JSON object: expected {"text": …} on one line' },
    { line: 3, id: 'x', error: '"text" must be a string, not 5' },
    { line: 4, error: 'the text is empty: there is no word to explain' },
    { line: 5, error: 'the text is empty: there is no word to explain' },
    { line: 6, text: 'bad' },
  ]);
  expect(stderr).toBe('gradlens: 4 of 6 texts could not be explained: their records say why\n');
});

test.each([
  ['a.tsv', 'text\n', 2, 'input PATH: expected a file that ends in .txt, .jsonl or .csv'],
  ['a.csv', 'review,label\na,b\n', 1, 'PATH: its header names "review", "label": expected a column "text"'],
  [
    'a.txt',
    Uint8Array.of(0x61, 0x0a, 0xff),
    1,
    'PATH: not UTF-8 text after line 1: convert it first, for example with iconv',
  ],
])('%s that is no data set is told from one', async (name, content, status, sentence) => {
  const path = file(name, content);
  const outcome = await gradlens([...explain, '--input', path]);
  expect(outcome).toMatchObject({ status, stderr: `gradlens: ${sentence.replace('PATH', path)}\n` });
});

describe('an interrupted run', () => {
  // More than are read ahead: some are left when the first records are there.
  const many = Array.from({ length: 200 }, (_, i) => `The ${'good '.repeat(i % 3)}film ${i}`);
  const lines = many.map((text) => `${JSON.stringify({ text })}\n`).join('');
  let whole: Promise<string> | undefined;

  test.each(['SIGKILL', 'SIGINT'] as const)(
    'by %s is gone on with, without loss or repetition',
    { timeout: 60_000 },
    async (signal) => {
      const input = file('a.jsonl', lines);
      const expected = await (whole ??= gradlens([...explain, '--input', input]).then(
        ({ stdout }) => stdout,
      ));
      const output = join(folder, 'out.jsonl');
      const run = start([...explain, '--input', input, '-o', output]);
      while (!existsSync(output) || statSync(output).size === 0)
        await new Promise((resolve) => setTimeout(resolve, 5));
      run.kill(signal);
      const [status] = (await once(run, 'close')) as [number | null];
      expect(status).toBe(signal === 'SIGINT' ? 130 : null);
      // A line that a harder blow would have torn.
      writeFileSync(output, '{"version":1,"li', { flag: 'a' });
      expect(await gradlens([...explain, '--input', input, '-o', output, '--resume'])).toMatchObject({
        status: 0,
      });
      const resumed = records(readFileSync(output, 'utf8'));
      expect(resumed.map(({ line }) => line)).toEqual(many.map((_, i) => i + 1));
      expect(resumed.map(({ text }) => text)).toEqual(many);
      for (const [i, { tokens }] of records(expected).entries()) {
        for (const [k, { attribution }] of tokens.entries()) {
          // Other texts in the batch: sums of float64 in another order.
          expect(resumed[i]!.tokens[k]!.attribution).toBeCloseTo(attribution, 9);
        }
      }
    },
  );

  test('is not gone on with on other texts, nor into another file', async () => {
    const output = file('out.jsonl', '');
    await gradlens([...explain, '--input', file('a.txt', 'one\ntwo\n'), '-o', output]);
    const before = readFileSync(output, 'utf8');
    const other = await gradlens([
      ...explain,
      '--input',
      file('b.txt', 'one\nthree\n'),
      '-o',
      output,
      '--resume',
    ]);
    expect(other.status).toBe(1);
    expect(other.stderr).toMatch(
      /its last record is of another text than line 2 of .*b\.txt: resume with the same input/,
    );
    expect(readFileSync(output, 'utf8')).toBe(before);
    const strange = file('strange.jsonl', '{"a": 1}\n');
    const refused = await gradlens([
      ...explain,
      '--input',
      file('a.txt', 'one\n'),
      '-o',
      strange,
      '--resume',
    ]);
    expect(refused.stderr).toMatch(/strange\.jsonl: not an output of --input to go on with/);
    expect(readFileSync(strange, 'utf8')).toBe('{"a": 1}\n');
  });
});

test('summarize tells accuracy and the words that move most', async () => {
  const output = join(folder, 'out.jsonl');
  await gradlens([...explain, '--input', file('a.jsonl', `${jsonl}no\n`), '-o', output]);
  const summary = JSON.parse((await gradlens(['summarize', '--json', output])).stdout);
  expect(summary).toMatchObject({ version: 1, texts: 60, failures: 1, accuracy: { labelled: 60 } });
  const all = records(readFileSync(output, 'utf8')).filter(({ error }) => error === undefined);
  const { label } = summary.targets[0];
  const totals = all
    .filter(({ target }) => target.label === label)
    .flatMap(({ words }) => words)
    .filter(({ text }) => text === 'film');
  const film = [...summary.targets[0].towards, ...summary.targets[0].against].find(
    ({ text }: { text: string }) => text === 'film',
  );
  expect(film).toMatchObject({ count: totals.length });
  expect(film.total).toBeCloseTo(
    totals.reduce((sum, { attribution }) => sum + attribution, 0),
    9,
  );
  expect((await gradlens(['summarize', output])).stdout).toMatch(
    /^ {2}60 explanations, 1 line without one, accuracy/,
  );
});
