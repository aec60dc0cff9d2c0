import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Explanation, Prediction } from '@gradlens/ig';
import { describe, expect, test } from 'vitest';
import { dataOf, fixture, gradlens, onFixture } from './support/gradlens.ts';

interface Expected {
  cases: { name: string; text: string; pair: string | null; logits: number[]; probabilities: number[] }[];
}
const { cases } = JSON.parse(
  readFileSync(join(fixture('uncased-gelu'), 'expected.json'), 'utf8'),
) as Expected;
const short = cases.find(({ name }) => name === 'short')!;
const pair = cases.find(({ name }) => name === 'pair')!;

const explained = async (...args: string[]) =>
  JSON.parse(await dataOf(['explain', '--json', ...onFixture, ...args])) as Explanation;

describe('predict', () => {
  test.each([short, pair])('gives the probabilities of transformers: $name', async (recorded) => {
    const args = [recorded.text, ...(recorded.pair === null ? [] : ['--pair', recorded.pair])];
    const record = JSON.parse(await dataOf(['predict', '--json', ...onFixture, ...args])) as Prediction;
    expect(Object.keys(record)).toEqual([
      'version',
      'text',
      'pair',
      'model',
      'device',
      'prediction',
      'notices',
      'milliseconds',
    ]);
    expect(record).toMatchObject({
      version: 1,
      text: recorded.text,
      pair: recorded.pair,
      device: { backend: 'reference' },
    });
    for (const [i, probability] of recorded.probabilities.entries()) {
      // Both are float64 from the same weights; the record has 10 digits.
      expect(record.prediction.probabilities![i]).toBeCloseTo(probability, 9);
    }
  });

  test('shows the labels', async () => {
    const stdout = await dataOf(['predict', ...onFixture, short.text]);
    expect(stdout).toMatch(/^ {2}The movie is superb\n\n {2}(positive|negative) +\d+\.\d %/);
  });
});

describe('explain', () => {
  test('attributions sum to the change of the output, and words to their pieces', async () => {
    const record = await explained(short.text);
    expect(Object.keys(record)).toEqual([
      'version',
      'text',
      'pair',
      'model',
      'device',
      'prediction',
      'target',
      'method',
      'convergence',
      'notices',
      'tokens',
      'words',
      'milliseconds',
    ]);
    const total = record.tokens.reduce((sum, { attribution }) => sum + attribution, 0);
    const { value, baselineValue } = record.target;
    // Float64 sums of a few numbers of about 1.
    expect(total).toBeCloseTo(value - baselineValue! + record.convergence.delta!, 12);
    expect(record.words.map(({ text }) => text).join(' ')).toBe(short.text);
  });

  test('takes what the flags ask for', async () => {
    const flags = {
      target: '0',
      baseline: 'mask',
      method: 'riemann_middle',
      steps: '7',
      layer: 'encoder.0',
      'batch-size': '3',
    };
    const record = await explained(
      short.text,
      ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    );
    expect(record.target).toMatchObject({ index: 0, label: 'negative' });
    expect(record.method).toMatchObject({
      baseline: 'mask',
      quadrature: 'riemann_middle',
      steps: 7,
      layer: 'encoder.0',
      gradientEvaluations: 7,
    });
    expect((await explained(short.text, '--target', 'sum', '--steps', '2')).target).toMatchObject({
      index: null,
      label: null,
    });
    const labelled = await explained(short.text, '--target', 'negative', '--steps', '2');
    expect(labelled.target).toMatchObject({ index: 0, label: 'negative' });
  });

  test('explains a pair', async () => {
    const { words } = await explained(pair.text, '--pair', pair.pair!);
    const own = words.filter(({ segment }) => segment === 1);
    expect(own.map(({ text }) => text).join('')).toBe(pair.pair!.replaceAll(' ', ''));
    for (const { text, start, end } of own) expect(pair.pair!.slice(start, end)).toBe(text);
  });

  test('reads the text from stdin, where - stands', async () => {
    const stdout = await dataOf(['explain', ...onFixture, '--format', 'jsonl', 'one', '-'], 'two words\n');
    expect(
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => (JSON.parse(line) as Explanation).text),
    ).toEqual(['one', 'two words']);
  });

  test('gives an array for several texts', async () => {
    const stdout = await dataOf(['explain', ...onFixture, '--json', 'one', 'two']);
    expect((JSON.parse(stdout) as Explanation[]).map(({ text }) => text)).toEqual(['one', 'two']);
  });

  test('shows prediction, words, values and what was used', async () => {
    const stdout = await dataOf(['explain', ...onFixture, '--steps', '2', short.text]);
    for (const part of [
      /^ {2}The movie is superb\n/,
      /^ {2}(positive|negative) \d+\.\d %/m,
      /^ {2}superb +[+−]\d\.\d+ +/m,
      /^ {2}value +−?\d/m,
      /^ {2}baseline +−?\d.* pad$/m,
      /^ {2}delta +[+−]\d/m,
      /gausslegendre, 2 steps, layer embeddings/,
      /^ {2}device +reference/m,
    ]) {
      expect(stdout).toMatch(part);
    }
  });

  test('tells how much of a long text was dropped, unless it is to be quiet', async () => {
    const args = ['explain', ...onFixture, '--json', '-'];
    const input = 'the movie is superb '.repeat(5000);
    const told = await gradlens(args, { input });
    // 64 positions hold 62 tokens of the text.
    expect(told.stderr).toBe(
      'gradlens: the model reads 64 tokens, so the last 19938 of the text were dropped; with --window it reads them all\n',
    );
    expect(told.status).toBe(0);
    expect((JSON.parse(told.stdout) as Explanation).words).toHaveLength(62);
    expect(await gradlens([...args, '--quiet'], { input })).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('formats', () => {
  const explain = ['explain', ...onFixture, '--format'];

  test('html is a page, of one text or of several', async () => {
    const one = await dataOf([...explain, 'html', short.text]);
    expect(one).toMatch(/^<!doctype html>\n.*<h1>What moved the prediction<\/h1>.*<\/html>\n$/s);
    const several = await dataOf([...explain, 'html', 'one', '<b>two</b>']);
    expect(several.match(/<p class="text"/g)).toHaveLength(2);
    expect(several).not.toContain('<b>two');
  });

  test('svg is a picture', async () => {
    expect(await dataOf([...explain, 'svg', short.text])).toMatch(/^<svg .*superb.*<\/svg>\n$/s);
  });

  test('csv has a row for each word and special token', async () => {
    const lines = (await dataOf([...explain, 'csv', '--target', 'all', 'so good'])).split('\r\n');
    const [header, ...rows] = lines.slice(0, -1).map((line) => line.split(','));
    const words = ['so', 'good', '[CLS]', '[SEP]'];
    expect(rows.map((row) => row[header!.indexOf('word')])).toEqual([...words, ...words]);
    const predicted = await dataOf(['predict', ...onFixture, '--format', 'csv', 'so, good']);
    expect(predicted).toMatch(
      /^record,.*\r\n1,,,,"so, good",,(?:positive|negative),0\.\d+,-?\d[\d.e-]*,\r\n$/,
    );
  });

  test('a data set is a page with its names and labels, and with what could not be explained', async () => {
    const lines = ['{"text":"good","id":"first","label":1}', '{"text":""}'];
    const { status, stdout } = await gradlens([...explain, 'html', '--input', '-'], {
      input: lines.join('\n'),
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/>first<.*>positive<.*line 2: the text is empty.*<\/html>\n$/s);
  });
});

describe('colour', () => {
  const args = ['explain', ...onFixture, '--steps', '2', short.text];
  const escape = '\u001b[';

  test.each([
    { env: {}, colored: false },
    { env: { FORCE_COLOR: '1' }, colored: true },
    { env: { FORCE_COLOR: '0' }, colored: false },
    { env: { FORCE_COLOR: '1', NO_COLOR: '1' }, colored: false },
  ])('$env', async ({ env, colored }) => {
    const { stdout, stderr } = await gradlens(args, { env });
    expect(stdout.includes(escape)).toBe(colored);
    expect(stderr).toBe('');
  });
});
