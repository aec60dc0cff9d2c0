import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixture, gradlens, onFixture, start } from './support/gradlens.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradlens-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const explain = (model: string) => gradlens(['explain', 'text', '--device', 'reference', '--model', model]);

function copyOfFixture(): string {
  cpSync(fixture('uncased-gelu'), folder, { recursive: true });
  return folder;
}

test.each([
  ['https://huggingface.co/somebody/film-critic/tree/main', ': did you mean somebody/film-critic?'],
  ['https://huggingface.co/', ': expected owner/name or owner/name@revision'],
])('the address %s of a model is no id', async (address, advice) => {
  expect((await explain(address)).stderr).toBe(
    `gradlens: ${address}: no such folder, and no id of a model on the hub${advice}\n`,
  );
});

test('a path where there is nothing is named', async () => {
  expect(await explain('./my-bert')).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'gradlens: ./my-bert: no such folder, and no id of a model on the hub: expected owner/name or owner/name@revision\n',
  });
});

test('a damaged model is named', async () => {
  const model = copyOfFixture();
  const weights = join(model, 'model.safetensors');
  writeFileSync(weights, readFileSync(weights).subarray(0, 1000));
  const { status, stdout, stderr } = await explain(model);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^gradlens: [^\n]*model\.safetensors[^\n]*\n$/);
});

test('a model of another kind has a status of its own', async () => {
  const model = copyOfFixture();
  const config = join(model, 'config.json');
  writeFileSync(
    config,
    readFileSync(config, 'utf8').replace(/"model_type": *"bert"/, '"model_type": "gpt2"'),
  );
  const outcomes = await Promise.all([explain(model), gradlens(['inspect', model])]);
  for (const { status, stdout, stderr } of outcomes) {
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(/^gradlens: [^\n]*gpt2[^\n]*\n$/);
  }
});

test('a stack trace comes for those who ask', async () => {
  const { stderr } = await gradlens(['explain', '', ...onFixture], { env: { GRADLENS_DEBUG: '1' } });
  expect(stderr).toMatch(/^gradlens: the text is empty.*\n.*OptionError.*\n +at /s);
});

test('stdin that is not text is refused', async () => {
  expect(await gradlens(['explain', '-', ...onFixture], { input: Uint8Array.of(0xff, 0xfe) })).toEqual({
    status: 1,
    stdout: '',
    stderr: 'gradlens: stdin is not UTF-8 text: convert it first, for example with iconv\n',
  });
});

test('a reader that leaves ends the program quietly', async () => {
  const program = start(['predict', '--format', 'jsonl', ...onFixture, 'one', 'two', 'three']);
  let stderr = '';
  program.stderr!.setEncoding('utf8').on('data', (data: string) => (stderr += data));
  program.stdout!.destroy();
  const status = await new Promise((resolve) => program.on('close', resolve));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s ends the program with %i, and leaves nothing behind', async (signal, expected) => {
  const program = start(['predict', '--input', '-', ...onFixture, '-o', join(folder, 'out.txt')]);
  let stderr = '';
  program.stderr!.setEncoding('utf8').on('data', (data: string) => (stderr += data));
  const status = new Promise((resolve) => program.on('close', resolve));
  program.stdin!.write('good\n');
  while (readdirSync(folder).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  program.kill(signal);
  expect({ status: await status, stderr }).toEqual({ status: expected, stderr: '' });
  expect(readdirSync(folder)).toEqual([]);
});

test('an interruption ends the program that waits for its text', async () => {
  const program = start(['explain', '-', ...onFixture]);
  let stderr = '';
  program.stderr!.setEncoding('utf8').on('data', (data: string) => (stderr += data));
  const status = new Promise((resolve) => program.on('close', resolve));
  // More than a pipe holds: it is taken when the program reads, and by then it has heard of interruptions.
  await new Promise((resolve) => program.stdin!.write(' '.repeat(2 ** 20), resolve));
  program.kill('SIGINT');
  expect({ status: await status, stderr }).toEqual({ status: 130, stderr: '' });
});
