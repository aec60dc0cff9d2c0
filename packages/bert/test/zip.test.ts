import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joined, zipFile, type EntryToWrite } from '../fuzz/files/zipFile.ts';
import { memorySource } from '../src/bytes/source.ts';
import { ModelError } from '../src/errors.ts';
import { crc32 } from '../src/torch/crc32.ts';
import { openZip } from '../src/torch/zip.ts';

const utf8 = new TextEncoder();
const open = (bytes: Uint8Array) => openZip(memorySource(bytes, 'weights.pt'));
const entry = (name: string, content = name, changed: Partial<EntryToWrite> = {}): EntryToWrite => ({
  name,
  content: utf8.encode(content),
  ...changed,
});

/** What is refused with one sentence, when the directory is read or the entry. */
async function refusal(bytes: Uint8Array, name = 'a'): Promise<string> {
  try {
    const found = (await open(bytes)).get(name)!;
    await found.read(0, found.size);
    await found.verify();
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return error.message.replace('weights.pt: not a sound zip archive: ', '');
  }
  return 'accepted';
}

test('the checksum is that of ISO 3309', () => {
  // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
  expect(crc32(utf8.encode('123456789'))).toBe(0xcbf4_3926);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(40), (bytes, cut) => {
      expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(crc32(bytes));
    }),
  );
});

test('entries are read as they were written', async () => {
  const content = fc.record({
    name: fc.string({ unit: 'grapheme', maxLength: 9 }),
    content: fc.uint8Array({ maxLength: 30 }),
  });
  const archive = fc.record({
    entries: fc.uniqueArray(content, { selector: ({ name }) => name, maxLength: 5 }),
    zip64: fc.boolean(),
    comment: fc.string({ maxLength: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(archive, async ({ entries, ...options }) => {
      const withSums = entries.map((each) => ({ ...each, crc: crc32(each.content) }));
      const found = await open(zipFile(withSums, options));
      expect([...found.keys()]).toEqual(entries.map(({ name }) => name));
      for (const { name, content: expected } of entries) {
        const { size, read, verify } = found.get(name)!;
        await verify();
        expect(await read(0, size)).toEqual(expected);
        expect(await read(size >> 1, size - (size >> 1))).toEqual(expected.subarray(size >> 1));
        await expect(read(1, size)).rejects.toThrow(RangeError);
      }
    }),
  );
});

describe('what two readers could take for two archives is refused', () => {
  const cases: [string, Uint8Array, string][] = [
    ['nothing', new Uint8Array(), 'it has no directory: is the file truncated?'],
    ['half a file', zipFile([entry('a')]).subarray(0, 40), 'it has no directory: is the file truncated?'],
    [
      'bytes before it',
      joined([utf8.encode('#!/bin/sh\n'), zipFile([entry('a')])]),
      'its directory is not where the file says',
    ],
    ['a name twice', zipFile([entry('a'), entry('a')]), 'the entry "a" occurs twice'],
    [
      'entries in one place',
      zipFile([entry('a', 'aaaa'), entry('b', 'b', { directory: { offset: 0 } })]),
      'the entry "a" overlaps what comes after it',
    ],
    [
      'an entry beyond the file',
      zipFile([entry('a', 'a', { directory: { offset: 5_000_000 } })]),
      'the entry "a" overlaps what comes after it',
    ],
    [
      'an entry into the directory',
      zipFile([entry('a', 'a', { directory: { size: 60, stored: 60 } })]),
      'the entry "a" overlaps what comes after it',
    ],
    [
      'an entry that its padding moves into the next',
      zipFile([entry('a', 'a', { directory: { size: 8, stored: 8 } })]),
      'the entry "a" is not where the directory says',
    ],
    [
      'another name before the data',
      zipFile([entry('a', 'a', { local: { name: 'b' } })]),
      'the entry "a" has another name in its own header',
    ],
    [
      'another size before the data',
      zipFile([entry('a', 'a', { local: { flags: 0, size: 2, stored: 2 } })]),
      'the entry "a" is not where the directory says',
    ],
    [
      'another method before the data',
      zipFile([entry('a', 'a', { local: { method: 8 } })]),
      'the entry "a" is not where the directory says',
    ],
    [
      'a compressed entry',
      zipFile([entry('a', 'a', { directory: { method: 8 } })]),
      'the entry "a" is compressed, which torch never does; save the weights again with torch.save',
    ],
    [
      'an encrypted entry',
      zipFile([entry('a', 'a', { directory: { flags: 1 } })]),
      'the entry "a" is encrypted, or of a kind that is not known',
    ],
    [
      'two sizes',
      zipFile([entry('a', 'aa', { directory: { stored: 1 } })]),
      'the entry "a" has two sizes, 1 and 2',
    ],
    [
      'a wrong checksum',
      zipFile([entry('a', 'a', { crc: 7 })]),
      'the entry "a" is damaged: its checksum is another; fetch or save the file again',
    ],
  ];
  test.each(cases)('%s', async (_, bytes, sentence) => {
    expect(await refusal(bytes)).toBe(sentence);
  });

  test('a part of an archive of several', async () => {
    const entries = [entry('a', 'aa')];
    const narrow = zipFile(entries);
    const wide = zipFile(entries, { zip64: true });
    const ends = [narrow.length - 22 + 4, wide.length - 22 - 20 + 4, wide.length - 22 - 20 + 16];
    for (const [i, at] of ends.entries()) {
      const changed = (i === 0 ? narrow : wide).slice();
      changed[at]! ^= 1;
      expect(await refusal(changed)).toBe('it is one of several parts');
    }
    const elsewhere = narrow.slice();
    elsewhere[narrow.length - 22 - 'a'.length - 46 + 34] = 1;
    expect(await refusal(elsewhere)).toBe('the entry "a" is in another part');
  });

  test('zip64 records that contradict the others', async () => {
    const sound = zipFile([entry('a')], { zip64: true });
    expect(await refusal(sound)).toBe('accepted');
    const end = sound.length - 22;
    const locator = end - 20;
    const record = locator - 56;
    const changes = {
      'the count of the old record': end + 8 + 2,
      'the wide count': record + 32,
      'the wide size': record + 40,
    };
    for (const at of Object.values(changes)) {
      const changed = sound.slice();
      changed[at]! ^= 2;
      expect(await refusal(changed)).toMatch(/contradict|is not where/);
    }
    const gone = sound.slice();
    gone[locator + 8 + 7] = 0xff;
    expect(await refusal(gone)).toMatch(/^it speaks of \d+ bytes$/);
  });

  test('every truncation, and every change of a byte of the structure, is refused or changes nothing', async () => {
    const sound = zipFile([entry('a', 'first'), entry('b', 'second')]);
    const contents = async (bytes: Uint8Array) => {
      const found = [...(await open(bytes)).values()];
      return Promise.all(found.map(async ({ name, size, read }) => [name, await read(0, size)]));
    };
    const expected = await contents(sound);
    for (let length = 0; length < sound.length; length++) {
      await expect(contents(sound.subarray(0, length))).rejects.toThrow(ModelError);
    }
    const data = [sound.indexOf('f'.charCodeAt(0)), sound.indexOf('s'.charCodeAt(0), 50)];
    const structure = [...sound.keys()].filter((at) => !data.some((start) => at >= start && at < start + 6));
    for (const at of structure) {
      const changed = sound.slice();
      changed[at]! ^= 0x55;
      const refused = (error: unknown) => (error instanceof ModelError ? expected : Promise.reject(error));
      expect(await contents(changed).catch(refused)).toEqual(expected);
    }
  });
});
