import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Explanation, Prediction, SaidOfQuestion, SaidOfWords } from '@gradlens/ig';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dataOf, fixture, gradlens } from './support/gradlens.ts';

const on = (name: string): string[] => ['--model', fixture(name), '--device', 'reference'];
const labeller = on('bert-token-classification');
const answerer = on('bert-question-answering');
const text = 'Tim saw an unwatchable film';
const question = ['Is the plot good?', '--pair', 'No, but the unwatchable actors were wonderful.'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradlens-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const data = (...args: string[]): Promise<string> => dataOf(args);

describe('a model that labels words', () => {
  test('is inspected with its labels', async () => {
    const stdout = await data('inspect', fixture('roberta-token-classification'));
    expect(stdout).toMatch(/architecture +RobertaForTokenClassification\n/);
    expect(stdout).toMatch(/labels +O, B-PER, I-PER, B-LOC\n/);
    expect(stdout).toMatch(/supported +yes\n/);
  });

  test('lists the words with their labels', async () => {
    const stdout = await data('predict', ...labeller, text);
    for (const word of text.split(' ')) {
      expect(stdout).toMatch(new RegExp(`\\n {2}${word} +[BI]-(PER|LOC) +\\d+\\.\\d %`));
    }
    const { prediction, ...record } = JSON.parse(
      await data('predict', ...labeller, '--json', text),
    ) as Prediction<SaidOfWords>;
    expect(Object.keys(record)).toEqual([
      'version',
      'text',
      'pair',
      'model',
      'device',
      'notices',
      'milliseconds',
    ]);
    expect(prediction.words.map((word) => text.slice(word.start, word.end))).toEqual(text.split(' '));
    const rows = (await data('predict', ...labeller, '--format', 'csv', text)).trim().split('\r\n');
    expect(rows).toHaveLength(1 + text.split(' ').length);
    expect(rows[1]).toMatch(/^1,,,,Tim saw an unwatchable film,,I-PER,0\.\d+,0\.\d+,,0,Tim,0,3$/);
  });

  test('is explained word by word, or at the words that are named', async () => {
    const explained = async (...args: string[]) =>
      (
        JSON.parse(
          await data('explain', ...labeller, '--json', '--steps', '3', text, ...args),
        ) as Explanation[]
      ).map(({ target }) => `${target.word!.text}=${target.label}`);
    expect(await explained()).toHaveLength(5);
    expect(await explained('--target', 'film=B-LOC')).toEqual(['film=B-LOC']);
    expect(await explained('--target', 'an unwatchable=O')).toEqual(['an=O', 'unwatchable=O']);
    const shown = await data('explain', ...labeller, text, '--target', 'film=B-LOC');
    expect(shown).toMatch(/\n {2}film: I-PER \d+\.\d %.*\n\n {2}\+ towards B-LOC at film, − away from it\n/);
    expect(await data('explain', ...labeller, text, '--target', 'Tim', '--format', 'svg')).toMatch(
      /<title>What moved the prediction Tim: I-PER/,
    );
    expect(await data('explain', ...labeller, text, '--format', 'html')).toContain('film=I-PER');
  });

  test.each([
    [
      ['--target', 'Tom'],
      'target "Tom": no such word in the text (did you mean Tim?): expected predicted, all, or words of the text, with =LABEL for another label',
    ],
    [
      ['--target', 'Tim=LOC'],
      'target "Tim=LOC": unknown label "LOC": expected an index below 4 or a label (O, B-PER, I-PER, B-LOC)',
    ],
    [['--window'], 'window: the words of a text are labelled in one piece; leave out --window'],
    [
      ['--neuron', 'encoder.0:1'],
      'neuron: it is one of the first token, whose label is not read; leave it out',
    ],
    [
      ['--explainer', 'leave_one_out'],
      'leave_one_out deletes words, and with them what has the label; use occlusion',
    ],
    [
      ['--format', 'svg'],
      'format svg: a picture is of one explanation; explain one text and one target, or take --format html',
    ],
  ])('refuses %j', async (args, message) => {
    expect(await gradlens(['explain', ...labeller, text, ...args])).toEqual({
      status: 2,
      stdout: '',
      stderr: `gradlens: ${message}\n`,
    });
  });

  test('a text without an entity says so', async () => {
    expect(await gradlens(['explain', ...on('distilbert-token-classification'), text])).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'gradlens: every word is predicted O: there is no entity to explain, but any word can be named\n',
    });
  });

  test('of a data set it is no failure', async () => {
    const texts = join(folder, 'without.jsonl');
    writeFileSync(texts, JSON.stringify({ text }));
    const args = ['explain', ...on('distilbert-token-classification'), '--input', texts, '--format', 'jsonl'];
    const { status, stdout, stderr } = await gradlens(args);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'gradlens: 1 text of 1 had nothing to explain\n',
    });
    expect(JSON.parse(stdout)).toMatchObject({ line: 1, skipped: true });
  });

  test('explains a data set, goes on with it, and is summed up', async () => {
    const texts = join(folder, 'texts.jsonl');
    const out = join(folder, 'out.jsonl');
    const lines = [text, 'It was fun'].map(
      (one, id) => `${JSON.stringify({ text: one, id, label: 'B-PER' })}\n`,
    );
    writeFileSync(texts, lines.join(''));
    const args = [
      'explain',
      ...labeller,
      '--input',
      texts,
      '--format',
      'jsonl',
      '-o',
      out,
      '--steps',
      '3',
      '--target',
      'all',
    ];
    await gradlens(args);
    const whole = readFileSync(out, 'utf8').trim().split('\n');
    const records = whole.map((line) => JSON.parse(line) as Explanation & { line: number });
    expect(records.map(({ line, target }) => `${line} ${target.word!.text}`)).toEqual([
      '1 Tim',
      '1 saw',
      '1 an',
      '1 unwatchable',
      '1 film',
      '2 It',
      '2 was',
      '2 fun',
    ]);
    writeFileSync(out, `${whole.slice(0, 6).join('\n')}\n`);
    const { status, stderr } = await gradlens([...args, '--resume']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(8);
    // A label of a text is none of its words.
    expect(await data('summarize', out)).toMatch(/^ {2}2 texts\n/);
  });

  test('predicts a data set', async () => {
    const texts = join(folder, 'texts.txt');
    writeFileSync(texts, `${text}\nIt was fun\n`);
    const stdout = await data('predict', ...labeller, '--input', texts, '--format', 'jsonl');
    const words = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as Prediction<SaidOfWords>).prediction.words.length);
    expect(words).toEqual([5, 3]);
  });

  test('is not evaluated, which is said before its weights are read', async () => {
    const texts = join(folder, 'texts.txt');
    writeFileSync(texts, `${text}\n`);
    const model = join(folder, 'bert-token-classification');
    cpSync(fixture('bert-token-classification'), model, { recursive: true });
    // Without one it could not be loaded.
    rmSync(join(model, 'tokenizer.json'));
    expect(await gradlens(['evaluate', texts, '--model', model])).toEqual({
      status: 3,
      stdout: '',
      stderr:
        'gradlens: bert-token-classification: evaluate takes models that classify texts, and a BertForTokenClassification is none\n',
    });
  });
});

describe('a model that finds answers', () => {
  test('says what a line of a data set lacks by the name that it has there', async () => {
    const texts = join(folder, 'questions.jsonl');
    writeFileSync(texts, `${JSON.stringify({ text: question[0] })}\n`);
    const { stdout, status } = await gradlens([
      'explain',
      '--input',
      texts,
      '--format',
      'jsonl',
      ...answerer,
    ]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      line: 1,
      error: 'the text is a question: give the text that answers it as "pair"',
    });
  });

  test('answers', async () => {
    const { prediction } = JSON.parse(
      await data('predict', ...answerer, '--json', ...question),
    ) as Prediction<SaidOfQuestion>;
    expect(prediction.answer).toMatchObject({ text: ', but the', start: 2, end: 11, segment: 1 });
    expect(await data('predict', ...answerer, ...question)).toMatch(/\n\n {2}, but the 0\.4 %\n/);
    expect(await data('predict', ...answerer, '--format', 'csv', ...question)).toMatch(
      /\r\n1,,,,Is the plot good\?,"No, but .*","?, but the"?,0\.0041\d*,,,1,2,11\r\n$/,
    );
  });

  test('is explained where the answer starts, and where it ends', async () => {
    const explained = async (...args: string[]) =>
      (JSON.parse(await data('explain', ...answerer, '--json', ...question, ...args)) as Explanation[]).map(
        ({ target }) => `${target.label} ${target.word!.text}`,
      );
    expect(await explained()).toEqual(['start ,', 'end the']);
    expect(await explained('--target', 'end')).toEqual(['end the']);
    expect(await explained('--target', 'the unwatchable actors')).toEqual(['start the', 'end actors']);
  });

  test.each([
    [['Who?'], 'the text is a question: give the text that answers it as --pair'],
    [
      [...question, '--target', 'Berlin'],
      'target "Berlin": no such word in the pair: expected predicted, start, end, or another answer in the words of the pair',
    ],
    [
      [...question, '--output', 'margin'],
      'output "margin": where an answer starts and ends is told by logits; use logit',
    ],
  ])('refuses %j', async (args, message) => {
    expect(await gradlens(['explain', ...answerer, ...args])).toEqual({
      status: 2,
      stdout: '',
      stderr: `gradlens: ${message}\n`,
    });
  });
});
