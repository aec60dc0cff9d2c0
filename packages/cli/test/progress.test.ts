import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { openDataSet } from '../src/data/open.ts';
import { dataProgress } from '../src/data/progress.ts';
import { fetchProgress, loadProgress } from '../src/byteProgress.ts';
import { notices } from '../src/notices.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradlens-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.useRealTimers();
});

const quoted = (text: string): string => `"${text}"`;
const formats = {
  txt: { header: [], lineOf: (text: string) => text },
  jsonl: { header: [], lineOf: (text: string) => JSON.stringify({ text }) },
  csv: { header: ['text'], lineOf: quoted },
} as const;

test.each(['txt', 'jsonl', 'csv'] as const)(
  'what is done of %s are the bytes of what is finished, however far it was read',
  async (format) => {
    const { header, lineOf } = formats[format];
    const path = join(folder, `a.${format}`);
    const anyTexts = fc.array(fc.stringMatching(/^[a-zé影 ]*[a-z]$/), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(anyTexts, fc.nat(), fc.integer({ min: 1, max: 5 }), async (texts, from, ahead) => {
        const lines = [...header, ...texts.map(lineOf)].map((line) => `${line}\n`);
        writeFileSync(path, lines.join(''));
        const sizeOf = (count: number): number => Buffer.byteLength(lines.slice(0, count).join(''));
        const skipped = header.length + (from % texts.length);
        const { items, share } = await openDataSet(path, skipped + 1);
        let finished = 0;
        let readAhead = 0;
        for await (const item of items) {
          readAhead++;
          expect(item.line).toBe(skipped + readAhead);
          if (readAhead - finished < ahead) continue;
          finished++;
          expect(share(finished)).toBe(sizeOf(skipped + finished) / sizeOf(Infinity));
        }
        expect(share(readAhead)).toBe(1);
      }),
    );
  },
);

test('the time that is left goes by what this run did', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const shown: string[] = [];
  const told = { say: () => {}, clear: () => {}, progress: (state: string) => void shown.push(state) };
  const shares = [0.5, 0.75, 0.9];
  const progress = dataProgress(told, (texts) => shares[texts]);
  vi.advanceTimersByTime(5000);
  progress(1);
  vi.advanceTimersByTime(5000);
  progress(2);
  expect(shown).toEqual([
    '━━━━━━━━━━━━━━━╌╌╌╌╌ 1 text, 0.2 per second, 0:05 left',
    '━━━━━━━━━━━━━━━━━━╌╌ 2 texts, 0.2 per second, 0:03 left',
  ]);
});

test('how far a file of a model is', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const shown: string[] = [];
  const told = { say: () => {}, clear: () => {}, progress: (state: string) => void shown.push(state) };
  const progress = fetchProgress(told);
  const fileName = 'model.safetensors';
  const steps = [
    { doneBytes: 0, totalBytes: 440e6, waiting: true },
    { doneBytes: 110e6, totalBytes: 440e6, waiting: false },
    { doneBytes: 0.25e6, totalBytes: undefined, waiting: false },
  ];
  for (const step of steps) {
    progress({ fileName, ...step });
    progress({ fileName, ...step });
    vi.advanceTimersByTime(200);
  }
  expect(shown).toEqual([
    'model.safetensors: another process is fetching it',
    '━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ model.safetensors, 110.0 of 440.0 MB',
    'model.safetensors, 0.3 MB',
  ]);
});

test('how far the weights are', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const shown: string[] = [];
  const told = { say: () => {}, clear: () => {}, progress: (state: string) => void shown.push(state) };
  const progress = loadProgress(told);
  for (const loadedBytes of [16e6, 32e6, 670e6]) {
    progress({ loadedBytes, totalBytes: 1340e6 });
    vi.advanceTimersByTime(60);
  }
  expect(shown).toEqual([
    '╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ loading the model, 16.0 of 1340.0 MB',
    '━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌ loading the model, 670.0 of 1340.0 MB',
  ]);
});

test('what is shown is no wider than the terminal', () => {
  const { isTTY, columns } = process.stderr;
  Object.assign(process.stderr, { isTTY: true, columns: 10 });
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    notices(false).progress('━'.repeat(30));
    expect(write.mock.calls).toEqual([['━'.repeat(9)]]);
  } finally {
    write.mockRestore();
    Object.assign(process.stderr, { isTTY, columns });
  }
});
