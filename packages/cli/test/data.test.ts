import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Explanation } from '@gradlens/ig';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gradlens, onFixture, start } from './support/gradlens.ts';

const explain = ['explain', ...onFixture, '--steps', '3', '--format', 'jsonl'];
const predict = ['predict', ...onFixture, '--format', 'jsonl'];
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
    const { stdout, stderr } = await gradlens([...predict, '--input', file('a.jsonl', jsonl)]);
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
    ['\ufeff{"text": "one"}\n', ['one']],
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
  [
    'a.tsv',
    'text\n',
    2,
    'input PATH: expected a file that ends in .txt, .jsonl or .csv; convert it first, for example with csvformat -t',
  ],
  ['a.constructor', '', 2, 'input PATH: expected a file that ends in .txt, .jsonl or .csv'],
  [
    'a.csv',
    'review,label\na,b\n',
    1,
    'PATH: its header names "review", "label": expected a column "text"; rename "review"',
  ],
  ['empty.jsonl', '\n', 1, 'PATH: there is no text in it'],
  ['header.csv', 'text,label\n', 1, 'PATH: there is no text in it'],
  [
    'a.txt',
    Uint8Array.of(0x61, 0x0a, 0xff),
    1,
    'PATH: not UTF-8 text in line 2: convert it first, for example with iconv',
  ],
  [
    'utf16.csv',
    Buffer.from('\ufefftext\nEin Café\n', 'utf16le'),
    1,
    'PATH: not UTF-8 text in line 1: convert it first, for example with iconv',
  ],
  [
    'latin1.csv',
    Buffer.from('text\nEin Café\n', 'latin1'),
    1,
    'PATH: not UTF-8 text in line 2: convert it first, for example with iconv',
  ],
])('%s that is no data set is told from one', async (name, content, status, sentence) => {
  const path = file(name, content);
  const outcome = await gradlens([...explain, '--input', path]);
  expect(outcome).toMatchObject({ status, stderr: `gradlens: ${sentence.replace('PATH', path)}\n` });
});

test('records of what could not be explained name flags', async () => {
  const input = file('a.jsonl', '{"text": "good", "pair": "bad"}\n');
  const { stdout } = await gradlens([...predict, '--window', '--input', input]);
  expect(records(stdout)).toEqual([
    {
      version: 1,
      line: 1,
      error: 'window: two texts are read together, not in windows; leave out --window',
    },
  ]);
});

test.each(['a.txt', 'a.jsonl', 'a.csv'])(
  'a folder %s, or what is not there, is told in a sentence',
  async (name) => {
    const path = join(folder, name);
    const commands = [
      [...predict, '--input', path],
      ['summarize', path],
    ];
    const told = async (what: string) => {
      for (const command of commands) {
        expect(await gradlens(command)).toEqual({
          status: 1,
          stdout: '',
          stderr: `gradlens: ${path}: ${what}\n`,
        });
      }
    };
    await told('no such file');
    mkdirSync(path);
    await told('cannot be read: it is a folder');
  },
);

test('records of texts from stdin come while it goes on', async () => {
  const run = start([...predict, '--input', '-']);
  run.stdin!.write('{"text": "one"}\n{"text": "two"}\n');
  let stdout = '';
  for await (const chunk of run.stdout!.setEncoding('utf8') as AsyncIterable<string>) {
    stdout += chunk;
    // Both are there before it ends.
    if (records(stdout).length === 2) run.stdin!.end('{"text": "three"}\n');
  }
  expect(records(stdout).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
});

test('a failure ends the run although stdin goes on', async () => {
  const run = start([...predict, '--input', '-', '-o', '/dev/full']);
  run.stdin!.write('one\n');
  const [status] = (await once(run, 'close')) as [number];
  expect(status).toBe(1);
});

test('what readers of the records have to know is told once for all texts, of each kind', async () => {
  const long = 'good '.repeat(100);
  const input = file('a.csv', `text,label\n${long},positive\nshort,1\n${long},good\n`);
  const { status, stderr } = await gradlens(['predict', ...onFixture, '--input', input]);
  expect(status).toBe(0);
  expect(stderr.replaceAll(/\d+\.\d %/g, 'SHARE').replace(/\(\d of 2\)/, '(N of 2)')).toBe(
    [
      'gradlens: truncated: 2 texts of 3, the first in line 2: the model reads 64 tokens, so the last 38 of the text were dropped; with --window it reads them all',
      'gradlens: accuracy SHARE (N of 2)',
      'gradlens: 1 label is none of the model\'s: "good"\n',
    ].join('\n'),
  );
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

  test('is not gone on with on other texts', async () => {
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
  });
});

test('summarize tells accuracy and the words that move most', async () => {
  const output = join(folder, 'out.jsonl');
  await gradlens([...explain, '--input', file('a.jsonl', `${jsonl}no\n`), '-o', output]);
  const summary = JSON.parse((await gradlens(['summarize', '--json', output])).stdout);
  expect(summary).toMatchObject({ version: 1, texts: 60, failures: 1, accuracy: { labelled: 60 } });
  const all = records(readFileSync(output, 'utf8')).filter(({ error }) => error === undefined);
  const { label } = summary.targets[0].target;
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
    /^ {2}60 texts, 1 line without explanation, accuracy/,
  );
});

describe('records', () => {
  const made = async () => {
    const input = ['--input', file('a.jsonl', '{"text":"good","label":1}\n{"text":"bad","label":"none"}\n')];
    return (await gradlens([...explain, ...input, '--target', 'all'])).stdout;
  };

  test('of several outputs of a text are one text, whose last one may be torn', async () => {
    const whole = await made();
    const { status, stdout, stderr } = await gradlens(['summarize', file('out.jsonl', whole.slice(0, -9))]);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: `gradlens: ${join(folder, 'out.jsonl')}, line 4: the record is torn, and left out\n`,
    });
    expect(stdout).toMatch(
      /^ {2}2 texts, accuracy .* \(. of 1\),\s+1 label is none of the model's: "none"\n/,
    );
  });

  test.each([
    ['{"error": 5', 'not JSON'],
    ['null', 'null'],
    ['{"words": 5, "target": {}, "prediction": {}}', 'words that are none'],
    [
      '{"version": 1, "words": [{"text": 1}], "target": {}, "prediction": {}, "model": {"labels": []}, "method": {}}',
      'a word without text',
    ],
  ])('that are none are told with file and line: %s', async (line) => {
    const path = file('out.jsonl', `${await made()}${line}\n`);
    expect(await gradlens(['summarize', path])).toEqual({
      status: 1,
      stdout: '',
      stderr: `gradlens: ${path}, line 5: not a record of gradlens explain: expected its output with --format jsonl\n`,
    });
  });
});
