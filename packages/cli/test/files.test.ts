import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gradlens, onFixture } from './support/gradlens.ts';

const predict = ['predict', '--json', ...onFixture];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradlens-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('-o writes the data there, and nothing to stdout', async () => {
  const file = join(folder, 'prediction.json');
  expect(await gradlens([...predict, 'text', '-o', file])).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ text: 'text' });
  expect(readdirSync(folder)).toEqual(['prediction.json']);
});

test('-o on a terminal that has colours writes none into the file', async () => {
  const file = join(folder, 'prediction.txt');
  await gradlens(['predict', ...onFixture, 'text', '-o', file], { env: { FORCE_COLOR: '3' } });
  expect(readFileSync(file, 'utf8')).not.toContain('\u001b');
});

test('a link stays a link to what is written', async () => {
  const file = join(folder, 'prediction.json');
  writeFileSync(file, 'old');
  symlinkSync(file, join(folder, 'link.json'));
  await gradlens([...predict, 'text', '-o', join(folder, 'link.json')]);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ text: 'text' });
});

test('when something fails, the file is what it was', async () => {
  const file = join(folder, 'prediction.json');
  writeFileSync(file, 'old');
  const { status } = await gradlens([...predict, 'text', '\u0001', '-o', file]);
  expect(status).toBe(2);
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['prediction.json']);
});

test('a place that cannot be written to is named', async () => {
  const nowhere = join(folder, 'nowhere', 'prediction.json');
  expect(await gradlens([...predict, 'text', '-o', nowhere])).toEqual({
    status: 1,
    stdout: '',
    stderr: `gradlens: ${nowhere}: cannot be written: no such folder\n`,
  });
  expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  expect(await gradlens([...predict, 'text', '-o', folder])).toMatchObject({
    status: 1,
    stderr: `gradlens: ${folder}: cannot be written: it is a folder\n`,
  });
});
