import { ModelError } from '../errors.ts';

/** Bytes that are read in pieces: of a file, a Blob or memory. Whoever opens one closes it. */
export interface ByteSource {
  /** The path or file name that error messages give. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /**
   * The `length` bytes from `offset` on. They may be a view of memory that is read again: write nothing to them.
   *
   * @throws RangeError if they do not lie within the source
   * @throws ModelError if the file cannot be read, or has become shorter since it was opened
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Frees what reading holds open; nothing is read afterwards. Closing twice does no harm. */
  close(): Promise<void>;
}

/** The bytes themselves; a read is a view of them, not a copy. */
export function memorySource(bytes: Uint8Array, name: string): ByteSource {
  const source: ByteSource = {
    name,
    size: bytes.length,
    async read(offset, length) {
      checkRange(source, offset, length);
      return bytes.subarray(offset, offset + length);
    },
    async close() {},
  };
  return source;
}

/** A Blob, or a File that the user has chosen: its parts are fetched when they are read. */
export function blobSource(blob: Blob, name: string): ByteSource {
  const source: ByteSource = {
    name,
    size: blob.size,
    async read(offset, length) {
      checkRange(source, offset, length);
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (error) {
        throw unreadable(name, error);
      }
    },
    async close() {},
  };
  return source;
}

/** @throws RangeError if the bytes do not lie within the source */
export function checkRange(source: ByteSource, offset: number, length: number): void {
  const inside = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (inside && offset + length <= source.size) return;
  throw new RangeError(
    `${source.name}: ${length} bytes at ${offset} do not lie within its ${source.size} bytes`,
  );
}

export function unreadable(name: string, cause: unknown): ModelError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ModelError(`${name}: cannot be read (${reason})`, { cause });
}
