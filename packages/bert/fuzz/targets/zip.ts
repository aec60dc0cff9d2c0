import { memorySource } from '../../src/bytes/source.ts';
import { crc32 } from '../../src/torch/crc32.ts';
import { openZip } from '../../src/torch/zip.ts';
import { zipFile } from '../files/zipFile.ts';
import { fixture } from '../fixture.ts';
import { alike, demand, type Target } from './target.ts';

const utf8 = new TextEncoder();
const latin1 = new TextDecoder('latin1');
const entries = ['a/data.pkl', 'a/byteorder', 'a/data/0', 'a/data/ä'].map((name) => {
  const content = utf8.encode(`content of ${name}`);
  return { name, content, crc: crc32(content) };
});
const signatures = [0x0403_4b50, 0x0201_4b50, 0x0605_4b50, 0x0606_4b50, 0x0706_4b50, 0x0807_4b50];

/** The directory of an archive: its entries lie apart from one another, each behind a header of its own name. */
export const zip: Target = {
  name: 'zip',
  corpus: [
    zipFile(entries),
    zipFile(entries, { zip64: true, comment: 'PK' }),
    zipFile([]),
    zipFile([{ name: '', content: new Uint8Array() }]),
    fixture('torch/values/negative-view.pt'),
    fixture('torch/values/big-endian.pt'),
  ],
  tokens: [
    ...signatures.map((signature) => Uint8Array.of(...[0, 8, 16, 24].map((shift) => signature >> shift))),
    Uint8Array.of(1, 0, 24, 0),
    ...entries.map(({ name }) => utf8.encode(name)),
    zipFile([]),
  ],
  async check(bytes) {
    const found = await openZip(memorySource(bytes, 'a.pt'));
    const listed = [...found.values()];
    demand(
      listed.every(({ name }, i) => listed.findIndex((other) => other.name === name) === i),
      'a name occurs twice',
    );
    const contents: Uint8Array[] = [];
    for (const entry of listed) {
      const content = await entry.read(0, entry.size);
      await entry.verify();
      demand(content.length === entry.size, 'an entry has another size than it says');
      contents.push(content);
    }
    let end = bytes.byteOffset;
    for (const [i, content] of contents.entries()) {
      // The content is a view of the input: between it and the one before it lie a header, its name and a padding.
      demand(content.byteOffset >= end, 'an entry overlaps the one before it');
      const between = latin1.decode(new Uint8Array(bytes.buffer, end, content.byteOffset - end));
      const name = latin1.decode(utf8.encode(listed[i]!.name));
      const headers = [...between.matchAll(/PK/g)].filter(({ index }) =>
        between.startsWith('\u0003\u0004', index + 2),
      );
      demand(
        headers.some(({ index }) => between.startsWith(name, index + 30)),
        'an entry has no header of its name',
      );
      end = content.byteOffset + content.length;
    }
    const again = zipFile(listed.map(({ name }, i) => ({ name, content: contents[i]! })));
    const names = [...(await openZip(memorySource(again, 'b.pt'))).keys()];
    demand(alike(names, [...found.keys()]), 'it is another archive when it is written again');
  },
};
