import { copyFileSync, linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fixture, gradlens, onFixture } from './support/gradlens.ts';

const explain = ['explain', ...onFixture, '--steps', '3', '--format', 'jsonl'];
const predict = ['predict', ...onFixture, '--format', 'jsonl'];
const input = ['{"text": "good", "label": 1}', 'no', '{"text": "bad", "label": 0}'];
let made: string;
let folder: string;
const inFolder = (name: string) => join(folder, name);
const resumed = (command: readonly string[]) =>
  gradlens([...command, '--input', inFolder('a.jsonl'), '-o', inFolder('out.jsonl'), '--resume']);
const lines = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'gradlens-cli-'));
  writeFileSync(join(made, 'a.jsonl'), input.join('\n'));
  await gradlens([...explain, '--input', join(made, 'a.jsonl'), '-o', join(made, 'out.jsonl')]);
});
afterAll(() => rmSync(made, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradlens-cli-'));
  for (const name of ['a.jsonl', 'out.jsonl']) copyFileSync(join(made, name), inFolder(name));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a run is not gone on with, and its output stays as it is,', () => {
  const other =
    /out\.jsonl: its record of line 3 is not what this command makes of it: resume with the same command/;

  test.each<[what: string, command: readonly string[]]>([
    ['another explainer', [...explain.slice(0, -4), '--explainer', 'saliency', '--format', 'jsonl']],
    ['another target', [...explain, '--target', 'sum']],
    ['another baseline', [...explain, '--baseline', 'mask']],
    ['further layers', [...explain, '--layers', 'all']],
    ['other steps', [...explain, '--steps', '4']],
    ['another model', [...explain, '--model', fixture('cased-gelu-new')]],
    ['another command', predict],
  ])('by %s', async (_, command) => {
    const before = readFileSync(inFolder('out.jsonl'), 'utf8');
    const { status, stderr } = await resumed(command);
    expect(stderr).toMatch(other);
    expect(status).toBe(1);
    expect(readFileSync(inFolder('out.jsonl'), 'utf8')).toBe(before);
  });

  test('on fewer texts', async () => {
    const before = readFileSync(inFolder('out.jsonl'), 'utf8');
    writeFileSync(inFolder('a.jsonl'), input.slice(0, 2).join('\n'));
    const { status, stderr } = await resumed(explain);
    expect(stderr).toMatch(/out\.jsonl: its last record is of line 3, which .*a\.jsonl does not have/);
    expect(status).toBe(1);
    expect(readFileSync(inFolder('out.jsonl'), 'utf8')).toBe(before);
  });

  test.each(['notes without a newline', 'notes\n', '{"a": 1}\n', '{"version":1,"line":1}\n'])(
    'where it is none: %j',
    async (content) => {
      writeFileSync(inFolder('out.jsonl'), content);
      const { status, stderr } = await resumed(explain);
      expect(stderr).toMatch(/out\.jsonl, line 1: not an output of --input to go on with/);
      expect(status).toBe(1);
      expect(readFileSync(inFolder('out.jsonl'), 'utf8')).toBe(content);
    },
  );
});

test('a run that is gone on with tells failures and accuracy of all texts', async () => {
  const all = lines(inFolder('out.jsonl'));
  writeFileSync(inFolder('out.jsonl'), `${all.slice(0, 2).join('\n')}\n{"version":1,"li`);
  const { status, stderr } = await resumed(explain);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /accuracy .* of 2\)\n.*1 of 3 texts could not be explained: their records say why\n$/s,
  );
  const labels = lines(inFolder('out.jsonl')).map((line) => (JSON.parse(line) as { label?: number }).label);
  expect(labels).toEqual([1, undefined, 0]);
});

test('a run that was complete is said to be', async () => {
  const { status, stderr } = await resumed(explain);
  expect(stderr).toMatch(/out\.jsonl: it was complete; nothing was left to do\n/);
  expect(status).toBe(1);
  expect(lines(inFolder('out.jsonl'))).toHaveLength(3);
});

test('of several targets of a line, those that are missing come', async () => {
  const command = [...explain, '--target', 'all'];
  const all = ['--input', inFolder('a.jsonl'), '-o', inFolder('all.jsonl')];
  await gradlens([...command, ...all]);
  const before = lines(inFolder('all.jsonl'));
  expect(before).toHaveLength(5);
  writeFileSync(inFolder('all.jsonl'), `${before.slice(0, 4).join('\n')}\n`);
  const { stderr } = await gradlens([...command, ...all, '--resume']);
  expect(stderr).not.toContain('it was complete');
  const targets = lines(inFolder('all.jsonl')).map((line) => {
    const { line: number, target } = JSON.parse(line) as { line: number; target?: { index: number } };
    return [number, target?.index];
  });
  expect(targets).toEqual([
    [1, 0],
    [1, 1],
    [2, undefined],
    [3, 0],
    [3, 1],
  ]);
});

test('an output that is there is not written over without --resume', async () => {
  const before = readFileSync(inFolder('out.jsonl'), 'utf8');
  const output = ['-o', inFolder('out.jsonl')];
  expect(await gradlens([...predict, '--input', inFolder('a.jsonl'), ...output])).toEqual({
    status: 2,
    stdout: '',
    stderr: `gradlens: ${inFolder('out.jsonl')}: there is an output already; go on with it by adding --resume, or remove it\n`,
  });
  expect(readFileSync(inFolder('out.jsonl'), 'utf8')).toBe(before);
  await gradlens(['predict', ...onFixture, '--json', '--input', inFolder('a.jsonl'), ...output]);
  expect(JSON.parse(readFileSync(inFolder('out.jsonl'), 'utf8'))).toHaveLength(3);
});

test.each(['jsonl', 'csv'])('a data set is not written over by its own records: %s', async (format) => {
  linkSync(inFolder('a.jsonl'), inFolder('link.jsonl'));
  const path = inFolder('link.jsonl');
  const command = ['predict', ...onFixture, '--input', inFolder('a.jsonl'), '--format', format];
  expect(await gradlens([...command, '-o', path])).toEqual({
    status: 2,
    stdout: '',
    stderr: `gradlens: ${path}: that is the data set that is read; write to another file\n`,
  });
  expect(readFileSync(path, 'utf8')).toBe(input.join('\n'));
});

test('a place that cannot be written to is told before anything is computed', async () => {
  writeFileSync(inFolder('a.jsonl'), '{"text": "good"}\n'.repeat(1e5));
  const path = inFolder('nowhere/out.jsonl');
  expect(await gradlens([...explain, '--input', inFolder('a.jsonl'), '-o', path])).toEqual({
    status: 1,
    stdout: '',
    stderr: `gradlens: ${path}: cannot be written: no such folder\n`,
  });
});

test('a device takes records as they come', async () => {
  const { status, stderr } = await gradlens([...predict, '--input', inFolder('a.jsonl'), '-o', '/dev/null']);
  expect({ status, stderr: stderr.split('\n').at(-2) }).toEqual({
    status: 1,
    stderr: 'gradlens: 1 of 3 texts could not be explained: their records say why',
  });
});
