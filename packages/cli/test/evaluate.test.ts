import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evaluation } from '@gradlens/ig';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gradlens, onFixture, start } from './support/gradlens.ts';

const evaluate = ['evaluate', ...onFixture, '--explainer', 'saliency'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradlens-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const evaluationOf = (json: string) => JSON.parse(json) as Evaluation;
const good = '{"text": "a good film"}\n';
const missing = '{"review": "a good film"}\n';
const reason = '"text" must be a string, and is missing';

describe('lines without a text', () => {
  test('are told, and are none of the texts that --limit counts', async () => {
    const path = file('a.jsonl', missing + good + missing + good + good);
    const { status, stdout, stderr } = await gradlens([...evaluate, path, '--limit', '2', '--json']);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: `gradlens: a.jsonl, line 1: ${reason}\ngradlens: a.jsonl, line 3: ${reason}\n`,
    });
    expect(evaluationOf(stdout)).toMatchObject({ data: 'a.jsonl', texts: 2, failures: 2 });
  });

  test('are told up to the fifth', async () => {
    const told = Array.from({ length: 5 }, (_, i) => `gradlens: a.jsonl, line ${i + 1}: ${reason}\n`);
    const path = file('a.jsonl', missing.repeat(12));
    expect(await gradlens([...evaluate, path])).toEqual({
      status: 1,
      stdout: '',
      stderr: `${told.join('')}gradlens: … and 7 more\ngradlens: a.jsonl: there is no text to evaluate on\n`,
    });
  });
});

test('no more is read than --limit asks for', async () => {
  const program = start([...evaluate, '-', '--limit', '2', '--json']);
  program.stdin!.write('one\ntwo\n');
  // Whoever writes the texts has more to come.
  let output = '';
  for await (const chunk of program.stdout!.setEncoding('utf8')) {
    output += String(chunk);
    if (output.endsWith('\n}\n')) break;
  }
  expect(evaluationOf(output)).toMatchObject({ data: 'stdin', texts: 2 });
  program.stdin!.destroy();
});

test('texts that are cut are told in one notice', async () => {
  const path = file('a.txt', `${'long '.repeat(100)}\nshort\n${'longer '.repeat(90)}\n`);
  expect((await gradlens([...evaluate, path])).stderr).toBe(
    'gradlens: 2 texts were cut to the 64 tokens that the model reads\n',
  );
});

test('what cannot be written is told before a model is opened, and leaves nothing', async () => {
  const path = file('a.jsonl', good);
  const model = ['--model', join(folder, 'no-model')];
  expect(await gradlens(['evaluate', path, ...model, '-o', '/nope/x.html'])).toEqual({
    status: 1,
    stdout: '',
    stderr: 'gradlens: /nope/x.html: cannot be written: no such folder\n',
  });
  const output = join(folder, 'x.html');
  expect((await gradlens(['evaluate', path, ...model, '-o', output])).status).toBe(1);
  expect(readdirSync(folder)).toEqual(['a.jsonl']);
});

test('a page and a table name the data set', async () => {
  const path = file('a.jsonl', good);
  const output = join(folder, 'x.html');
  await gradlens([...evaluate, path, '--format', 'html', '-o', output]);
  expect(existsSync(output) && readFileSync(output, 'utf8')).toContain('a.jsonl');
  expect((await gradlens([...evaluate, path])).stdout).toMatch(/^ {2}a\.jsonl: 1 text\n/);
});

test('help offers what can be compared', async () => {
  const { stdout } = await gradlens(['evaluate', '--help']);
  expect(stdout).toMatch(/integrated_gradients, saliency/);
  expect(stdout).not.toMatch(/layer_conductance|internal_influence|sampled/);
  for (const [args, sentence] of [
    [
      ['--explainer', 'layer_conductance'],
      /^gradlens: explainer "layer_conductance": it explains by a layer /,
    ],
    [
      ['--baseline', 'sampled:2'],
      /^gradlens: baseline "sampled:2": a comparison has no texts to choose from/,
    ],
    [['--baseline', 'maks'], /expected pad, mask, zero, unk, mean, text:…\n$/],
  ] as const) {
    const { status, stderr } = await gradlens(['evaluate', 'a.txt', ...args]);
    expect(status).toBe(2);
    expect(stderr).toMatch(sentence);
  }
});
