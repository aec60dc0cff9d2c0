import { mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { directory, fileSource } from '../src/bytes/file.ts';
import { filesFolder } from '../src/bytes/folder.ts';
import { blobSource, memorySource, type ByteSource } from '../src/bytes/source.ts';
import { readText } from '../src/bytes/text.ts';
import { ModelError } from '../src/errors.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlens-'));
});
afterEach(() => rm(folder, { recursive: true }));

const content = Uint8Array.from({ length: 100 }, (_, i) => i);

async function written(name: string, bytes: Uint8Array | string = content): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe.each<[string, () => ByteSource | Promise<ByteSource>]>([
  ['memory', () => memorySource(content, 'bytes')],
  ['a view of memory', () => memorySource(Uint8Array.of(7, 7, 7, ...content, 7).subarray(3, 103), 'bytes')],
  ['a Blob', () => blobSource(new Blob([content]), 'bytes')],
  ['a file', async () => fileSource(await written('bytes'))],
])('a source over %s', (_, open) => {
  test('reads what is asked for, in any order', async () => {
    const source = await open();
    expect(source.size).toBe(100);
    expect(source.name).toMatch(/bytes$/);
    const [whole, end, none, middle] = await Promise.all([
      source.read(0, 100),
      source.read(97, 3),
      source.read(100, 0),
      source.read(10, 5),
    ]);
    expect([...whole]).toEqual([...content]);
    expect([...end]).toEqual([97, 98, 99]);
    expect([...none]).toEqual([]);
    expect([...middle]).toEqual([10, 11, 12, 13, 14]);
    await source.close();
    await source.close();
  });

  test.each([
    [98, 3],
    [101, 0],
    [-1, 2],
    [0, -1],
    [0.5, 1],
    [0, NaN],
    [2 ** 53, 1],
  ])('refuses to read %d, %d', async (offset, length) => {
    const source = await open();
    await expect(source.read(offset, length)).rejects.toThrow(RangeError);
    await source.close();
  });
});

describe('a file', () => {
  test('that is not there', async () => {
    const path = join(folder, 'none');
    await expect(fileSource(path)).rejects.toThrow(new ModelError(`${path}: no such file`));
  });

  test('that becomes shorter', async () => {
    const path = await written('bytes');
    const source = await fileSource(path);
    await truncate(path, 40);
    await expect(source.read(30, 20)).rejects.toThrow(
      new ModelError(`${path}: ends at byte 40, but had 100 bytes when it was opened`),
    );
    await source.close();
  });

  test('that another replaces is still the one that was opened', async () => {
    const path = await written('bytes');
    const source = await fileSource(path);
    await rename(await written('other', 'other'), path);
    expect([...(await source.read(98, 2))]).toEqual([98, 99]);
    await source.close();
  });

  test('is not read after it is closed', async () => {
    const source = await fileSource(await written('bytes'));
    await source.close();
    await expect(source.read(0, 1)).rejects.toThrow(ModelError);
  });

  test('that is a folder, or a device that would never end', async () => {
    await expect(fileSource(folder)).rejects.toThrow(new ModelError(`${folder}: not a file`));
    await expect(fileSource('/dev/zero')).rejects.toThrow(new ModelError('/dev/zero: not a file'));
  });
});

describe('a folder of the file system', () => {
  test('opens the files it has', async () => {
    await written('config.json', '{"ä": 1}');
    await symlink(join(folder, 'config.json'), join(folder, 'link.json'));
    expect(directory(folder).name).toBe(folder);
    expect(await readText(directory(folder), 'config.json')).toBe('{"ä": 1}');
    expect(await readText(directory(folder), 'link.json')).toBe('{"ä": 1}');
    expect(await directory(folder).open('vocab.txt')).toBeUndefined();
  });

  test('that is not there, or is a file', async () => {
    const missing = join(folder, 'missing');
    await expect(directory(missing).open('config.json')).rejects.toThrow(
      new ModelError(`${missing}: no such folder`),
    );
    const file = await written('file');
    await expect(directory(file).open('config.json')).rejects.toThrow(
      new ModelError(`${file}: not a folder; expected the folder of a model`),
    );
  });

  test('a link that leads nowhere is a file that is missing', async () => {
    await symlink(join(folder, 'gone'), join(folder, 'config.json'));
    expect(await directory(folder).open('config.json')).toBeUndefined();
  });
});

describe('files chosen in a page', () => {
  const file = (name: string, text: string, path = '') =>
    Object.defineProperty(new File([text], name), 'webkitRelativePath', { value: path });

  test('are found by name', async () => {
    const chosen = filesFolder(
      [new File(['{}'], 'config.json'), new File(['[PAD]'], 'vocab.txt')],
      'my model',
    );
    expect(chosen.name).toBe('my model');
    expect((await chosen.open('vocab.txt'))!.name).toBe('my model/vocab.txt');
    expect(await readText(chosen, 'vocab.txt')).toBe('[PAD]');
    expect(await chosen.open('constructor')).toBeUndefined();
  });

  test('those at the top of a directory count', async () => {
    const files = [
      file('config.json', 'deep', 'model/checkpoint-500/config.json'),
      file('config.json', 'top', 'model/config.json'),
      file('config.json', 'deeper', 'model/runs/1/config.json'),
      file('vocab.txt', 'only below', 'model/checkpoint-500/vocab.txt'),
    ];
    expect(await readText(filesFolder(files, 'model'), 'config.json')).toBe('top');
    expect(await filesFolder(files, 'model').open('vocab.txt')).toBeUndefined();
  });

  test('a file that cannot be read any more', async () => {
    const broken = new Blob(['x']);
    Object.defineProperty(broken, 'slice', {
      value: () => ({ arrayBuffer: () => Promise.reject(new Error('the file has changed')) }),
    });
    await expect(blobSource(broken, 'model.safetensors').read(0, 1)).rejects.toThrow(
      new ModelError('model.safetensors: cannot be read (the file has changed)'),
    );
  });
});
