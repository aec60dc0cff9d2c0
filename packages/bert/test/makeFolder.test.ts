import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from '../src/hubCache/writing.ts';

const home = mkdtempSync(join(tmpdir(), 'gradlens-folder-'));
afterAll(() => rmSync(home, { recursive: true }));

test('a folder is made with those that it lies in, and may be there', async () => {
  const path = join(home, 'a/b/c');
  for (let i = 0; i < 2; i++) await makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
  await Promise.all(Array.from({ length: 4 }, () => makeFolder(join(home, 'd/e/f'))));
});

test('below a file there is none', async () => {
  writeFileSync(join(home, 'file'), '');
  await expect(makeFolder(join(home, 'file/a/b'))).rejects.toThrow('ENOTDIR');
});

// Elsewhere no folder is known that takes none and says that something is missing.
test.runIf(existsSync('/proc/self'))('where none can be, it ends', async () => {
  await expect(makeFolder('/proc/a/b/c')).rejects.toThrow('ENOENT');
});
