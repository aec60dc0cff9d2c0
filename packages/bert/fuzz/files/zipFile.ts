/** An entry to be written; what is left out is as torch writes it. */
export interface EntryToWrite {
  readonly name: string;
  readonly content: Uint8Array;
  /** Of its checksum; 0, which stands for none, when left out. */
  readonly crc?: number;
  /** What each of its two headers says in place of the truth. */
  readonly directory?: Partial<Fields>;
  readonly local?: Partial<Fields>;
}

interface Fields {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly stored: number;
  readonly size: number;
  readonly offset: number;
}

const utf8 = new TextEncoder();

/** Assembles an archive byte by byte, so that what is tested is not also what made the input. */
export function zipFile(
  entries: readonly EntryToWrite[],
  { zip64 = false, comment = '' }: { readonly zip64?: boolean; readonly comment?: string } = {},
): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  const sizeOf = (list: readonly Uint8Array[]) => list.reduce((total, { length }) => total + length, 0);
  for (const { name, content, crc = 0, directory: listed, local } of entries) {
    const truth = { name, flags: 0x0808, method: 0, stored: content.length, size: content.length };
    const offset = sizeOf(parts);
    parts.push(localHeader({ ...truth, stored: 0, size: 0, ...local }), content);
    directory.push(directoryHeader({ ...truth, offset, ...listed }, crc, zip64));
  }
  const offset = sizeOf(parts);
  const size = sizeOf(directory);
  parts.push(...directory);
  if (zip64) parts.push(...wideEnd(entries.length, size, offset));
  const [shownEntries, shownSize, shownOffset] = zip64
    ? [0xffff, 0xffff_ffff, 0xffff_ffff]
    : [entries.length, size, offset];
  const text = utf8.encode(comment);
  parts.push(
    fields(
      [4, 0x0605_4b50],
      [2, 0],
      [2, 0],
      [2, shownEntries],
      [2, shownEntries],
      [4, shownSize],
      [4, shownOffset],
      [2, text.length],
    ),
    text,
  );
  return joined(parts);
}

function localHeader({ name, flags, method, stored, size }: Omit<Fields, 'offset'>): Uint8Array {
  const bytes = utf8.encode(name);
  // A padding, as torch aligns what follows.
  const padding = fields([2, 0x4246], [2, 3], [1, 0x5a], [1, 0x5a], [1, 0x5a]);
  return joined([
    fields(
      [4, 0x0403_4b50],
      [2, 0],
      [2, flags],
      [2, method],
      [4, 0],
      [4, 0],
      [4, stored],
      [4, size],
      [2, bytes.length],
      [2, padding.length],
    ),
    bytes,
    padding,
  ]);
}

function directoryHeader(
  { name, flags, method, stored, size, offset }: Fields,
  crc: number,
  zip64: boolean,
): Uint8Array {
  const bytes = utf8.encode(name);
  const extra = zip64 ? fields([2, 1], [2, 24], [8, size], [8, stored], [8, offset]) : new Uint8Array();
  const [shownStored, shownSize, shownOffset] = zip64
    ? [0xffff_ffff, 0xffff_ffff, 0xffff_ffff]
    : [stored, size, offset];
  return joined([
    fields(
      [4, 0x0201_4b50],
      [2, 0],
      [2, 0],
      [2, flags],
      [2, method],
      [4, 0],
      [4, crc],
      [4, shownStored],
      [4, shownSize],
    ),
    fields([2, bytes.length], [2, extra.length], [2, 0], [2, 0], [2, 0], [4, 0], [4, shownOffset]),
    bytes,
    extra,
  ]);
}

function wideEnd(entries: number, size: number, offset: number): Uint8Array[] {
  return [
    fields(
      [4, 0x0606_4b50],
      [8, 44],
      [2, 45],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, entries],
      [8, entries],
      [8, size],
      [8, offset],
    ),
    fields([4, 0x0706_4b50], [4, 0], [8, offset + size], [4, 1]),
  ];
}

/** Little-endian numbers of so many bytes each. */
function fields(...list: readonly (readonly [bytes: 1 | 2 | 4 | 8, value: number])[]): Uint8Array {
  return Uint8Array.from(
    list.flatMap(([bytes, value]) =>
      Array.from({ length: bytes }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 255n)),
    ),
  );
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
