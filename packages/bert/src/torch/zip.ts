import type { ByteSource } from '../bytes/source.ts';
import { ModelError } from '../errors.ts';
import { show } from '../show.ts';
import { crc32 } from './crc32.ts';

/** An entry of an archive, stored as it is. */
export interface ZipEntry {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /**
   * The `length` bytes from `offset` on, as `ByteSource` reads them.
   *
   * @throws ModelError if the entry's own header contradicts the directory
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Reads all bytes once, piece by piece; throws ModelError if their checksum is not the one that was written. */
  verify(): Promise<void>;
}

/** Of the bytes that an entry is read in when it is verified. */
const pieceBytes = 4 * 2 ** 20;

/** Far more than a checkpoint has, and few enough that what is kept of each stays small. */
const maximumEntries = 50_000;
const maximumDirectoryBytes = 16 * 2 ** 20;

/** Names and sizes by which the parts of an archive are known: APPNOTE.TXT of PKWARE, 4.3. */
const endRecord = { signature: 0x0605_4b50, size: 22 };
const end64Locator = { signature: 0x0706_4b50, size: 20 };
const end64Record = { signature: 0x0606_4b50, size: 56 };
const directoryHeader = { signature: 0x0201_4b50, size: 46 };
const localHeader = { signature: 0x0403_4b50, size: 30 };

/** Values of narrow fields that stand for "see the wide one". */
const wide16 = 0xffff;
const wide32 = 0xffff_ffff;

/** Bits of an entry's flags that change nothing for what is stored: compression options, sizes after the data, UTF-8 names. */
const harmlessFlags = 0b1000_0000_1110;
const sizesAfterData = 0b1000;

const severalParts = 'it is one of several parts';

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly entries: number;
}

/** What the directory says of an entry. */
interface Listed {
  readonly name: string;
  readonly nameBytes: Uint8Array;
  readonly size: number;
  readonly crc: number;
  readonly headerOffset: number;
}

/**
 * The entries of a zip archive by name, from its directory alone. Archives that two readers could take for two different
 * ones are refused: names that occur twice, entries that overlap, directories that contradict one another. So are
 * compressed and encrypted entries, which torch does not write.
 *
 * @throws ModelError if the archive is not sound
 */
export async function openZip(source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const directory = await findDirectory(source);
  const bytes = await source.read(directory.offset, directory.size);
  const listed = [...listEntries(source, bytes, directory)];
  listed.sort((a, b) => a.headerOffset - b.headerOffset);
  const entries = new Map<string, ZipEntry>();
  for (const [i, entry] of listed.entries()) {
    const limit = listed[i + 1]?.headerOffset ?? directory.offset;
    if (entry.headerOffset + localHeader.size + entry.nameBytes.length + entry.size > limit) {
      throw entryError(source, entry.name, 'overlaps what comes after it');
    }
    if (entries.has(entry.name)) throw entryError(source, entry.name, 'occurs twice');
    entries.set(entry.name, openEntry(source, entry, limit));
  }
  return entries;
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  const tailSize = Math.min(source.size, endRecord.size + wide16 + end64Locator.size);
  const tailOffset = source.size - tailSize;
  const tail = view(await source.read(tailOffset, tailSize));
  const at = findEnd(tail);
  if (at === undefined) throw damaged(source, 'it has no directory: is the file truncated?');
  const narrow = {
    disks: [tail.getUint16(at + 4, true), tail.getUint16(at + 6, true)],
    entriesHere: tail.getUint16(at + 8, true),
    entries: tail.getUint16(at + 10, true),
    size: tail.getUint32(at + 12, true),
    offset: tail.getUint32(at + 16, true),
  };
  const locator = at - end64Locator.size;
  const isWide = locator >= 0 && tail.getUint32(locator, true) === end64Locator.signature;
  if (!isWide) {
    if (narrow.disks.some((disk) => disk !== 0) || narrow.entriesHere !== narrow.entries) {
      throw damaged(source, severalParts);
    }
    return checkDirectory(source, narrow, tailOffset + at);
  }
  const wideOffset = exact(source, tail.getBigUint64(locator + 8, true));
  const disks = [tail.getUint32(locator + 4, true), tail.getUint32(locator + 16, true) - 1];
  if (wideOffset + end64Record.size > tailOffset + locator) {
    throw damaged(source, 'its zip64 record lies outside of it');
  }
  const record = view(await source.read(wideOffset, end64Record.size));
  if (record.getUint32(0, true) !== end64Record.signature) throw damaged(source, 'it lacks its zip64 record');
  disks.push(record.getUint32(16, true), record.getUint32(20, true));
  if (disks.some((disk) => disk !== 0)) throw damaged(source, severalParts);
  const wide = {
    entries: exact(source, record.getBigUint64(32, true)),
    size: exact(source, record.getBigUint64(40, true)),
    offset: exact(source, record.getBigUint64(48, true)),
  };
  const recordSize = 12 + exact(source, record.getBigUint64(4, true));
  const agree =
    wideOffset + recordSize === tailOffset + locator &&
    record.getBigUint64(24, true) === BigInt(wide.entries) &&
    [wide16, wide.entries].includes(narrow.entries) &&
    [wide32, wide.size].includes(narrow.size) &&
    [wide32, wide.offset].includes(narrow.offset);
  if (!agree) throw damaged(source, 'its two directories contradict one another');
  return checkDirectory(source, wide, wideOffset);
}

/** The last record whose comment reaches to the end of the file. */
function findEnd(tail: DataView): number | undefined {
  for (let at = tail.byteLength - endRecord.size; at >= 0; at--) {
    const ends = at + endRecord.size + tail.getUint16(at + 20, true) === tail.byteLength;
    if (ends && tail.getUint32(at, true) === endRecord.signature) return at;
  }
  return undefined;
}

/** Nothing lies between the directory and its `end`, so that offsets are those of this file. */
function checkDirectory(source: ByteSource, { entries, size, offset }: Directory, end: number): Directory {
  if (offset + size !== end) throw damaged(source, 'its directory is not where the file says');
  if (entries > maximumEntries || size > maximumDirectoryBytes) {
    throw damaged(source, `its directory has ${entries} entries in ${size} bytes, more than are read`);
  }
  return { entries, size, offset };
}

function* listEntries(source: ByteSource, bytes: Uint8Array, directory: Directory): Generator<Listed> {
  const fields = view(bytes);
  let at = 0;
  for (let count = 0; count < directory.entries; count++) {
    if (
      at + directoryHeader.size > bytes.length ||
      fields.getUint32(at, true) !== directoryHeader.signature
    ) {
      throw damaged(source, `its directory breaks off after ${count} of ${directory.entries} entries`);
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      fields.getUint16(at + field, true),
    ) as [number, number, number];
    const nameStart = at + directoryHeader.size;
    const next = nameStart + nameLength + extraLength + commentLength;
    if (next > bytes.length) throw damaged(source, 'its directory breaks off within an entry');
    const nameBytes = bytes.subarray(nameStart, nameStart + nameLength);
    const name = decodeName(source, nameBytes);
    // Looked up only for values that are too narrow, in the order in which they are asked for below.
    const wide = wideFields(bytes.subarray(nameStart + nameLength, nameStart + nameLength + extraLength));
    const field = (position: number): number => {
      const narrow = fields.getUint32(at + position, true);
      if (narrow !== wide32) return narrow;
      const value = wide.shift();
      if (value === undefined) throw entryError(source, name, 'lacks a size or offset');
      return exact(source, value);
    };
    const size = field(24);
    const stored = field(20);
    const headerOffset = field(42);
    const method = fields.getUint16(at + 10, true);
    if (method !== 0) {
      throw entryError(
        source,
        name,
        'is compressed, which torch never does; save the weights again with torch.save',
      );
    }
    if ((fields.getUint16(at + 8, true) & ~harmlessFlags) !== 0) {
      throw entryError(source, name, 'is encrypted, or of a kind that is not known');
    }
    if (fields.getUint16(at + 34, true) !== 0) throw entryError(source, name, 'is in another part');
    if (stored !== size) throw entryError(source, name, `has two sizes, ${stored} and ${size}`);
    yield { name, nameBytes, size, crc: fields.getUint32(at + 16, true), headerOffset };
    at = next;
  }
  if (at !== bytes.length) throw damaged(source, 'its directory has more than its entries');
}

/** The 64-bit values of the extra field 0x0001, which stand for those that are too narrow, in the order of the format. */
function wideFields(extra: Uint8Array): bigint[] {
  const fields = view(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const size = fields.getUint16(at + 2, true);
    const end = at + 4 + size;
    if (end > extra.length) return [];
    if (fields.getUint16(at, true) === 0x0001) {
      return Array.from({ length: Math.min(3, Math.floor(size / 8)) }, (_, i) =>
        fields.getBigUint64(at + 4 + 8 * i, true),
      );
    }
    at = end;
  }
  return [];
}

function openEntry(source: ByteSource, listed: Listed, limit: number): ZipEntry {
  const { name, size, crc } = listed;
  let dataOffset: Promise<number> | undefined;
  const entry: ZipEntry = {
    name,
    size,
    async read(offset, length) {
      dataOffset ??= findData(source, listed, limit);
      if (offset + length > size) {
        throw new RangeError(`${name}: ${length} bytes at ${offset} do not lie within its ${size} bytes`);
      }
      return source.read((await dataOffset) + offset, length);
    },
    async verify() {
      // What torch writes when it is told to compute no checksums.
      if (crc === 0) return;
      let found = 0;
      for (let done = 0; done < size; done += pieceBytes) {
        found = crc32(await entry.read(done, Math.min(pieceBytes, size - done)), found);
      }
      if (found !== crc) {
        throw entryError(source, name, 'is damaged: its checksum is another; fetch or save the file again');
      }
    },
  };
  return entry;
}

/** Where an entry's bytes begin, from its own header, which must say what the directory says. */
async function findData(source: ByteSource, listed: Listed, limit: number): Promise<number> {
  const { name, nameBytes, size, headerOffset } = listed;
  const fixed = view(await source.read(headerOffset, localHeader.size));
  const nameLength = fixed.getUint16(26, true);
  const start = headerOffset + localHeader.size + nameLength + fixed.getUint16(28, true);
  const sizes = [fixed.getUint32(18, true), fixed.getUint32(22, true)];
  const sizesKnown = (fixed.getUint16(6, true) & sizesAfterData) === 0;
  const agrees =
    fixed.getUint32(0, true) === localHeader.signature &&
    fixed.getUint16(8, true) === 0 &&
    nameLength === nameBytes.length &&
    start + size <= limit &&
    (!sizesKnown || sizes.every((other) => other === size || other === wide32));
  if (!agrees) throw entryError(source, name, 'is not where the directory says');
  const ownName = await source.read(headerOffset + localHeader.size, nameLength);
  if (ownName.some((byte, i) => byte !== nameBytes[i])) {
    throw entryError(source, name, 'has another name in its own header');
  }
  return start;
}

function decodeName(source: ByteSource, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ModelError(`${source.name}: the name of an entry is not UTF-8`, { cause });
  }
}

function exact(source: ByteSource, value: bigint): number {
  if (value > Number.MAX_SAFE_INTEGER) throw damaged(source, `it speaks of ${value} bytes`);
  return Number(value);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(source: ByteSource, sentence: string): ModelError {
  return new ModelError(`${source.name}: not a sound zip archive: ${sentence}`);
}

function entryError(source: ByteSource, name: string, sentence: string): ModelError {
  return new ModelError(`${source.name}: not a sound zip archive: the entry ${show(name)} ${sentence}`);
}
