import { type Draft, type Hash, WrongContents } from '@gradlens/bert';
import { Sha256 } from './sha256.ts';

/** Of https://fs.spec.whatwg.org; TypeScript knows it where it knows workers alone. */
interface SyncAccessHandle {
  getSize(): number;
  read(into: Uint8Array, options: { readonly at: number }): number;
  write(bytes: Uint8Array, options: { readonly at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

declare global {
  interface FileSystemFileHandle {
    createSyncAccessHandle(): Promise<SyncAccessHandle>;
  }
}

/** Bytes that are read at once. */
const pieceBytes = 4 * 2 ** 20;

/**
 * Uses a file of the browser's own storage as a draft, which is made where there is none. Another page cannot open it meanwhile. What turns out to be wrong is
 * thrown away. For workers: elsewhere files cannot be written in place.
 */
export async function withStoredDraft<Result>(
  own: FileSystemDirectoryHandle,
  fileName: string,
  use: (draft: Draft) => Promise<Result>,
): Promise<Result> {
  const handle = await own.getFileHandle(fileName, { create: true });
  const file = await handle.createSyncAccessHandle();
  try {
    return await use({
      size: () => file.getSize(),
      write(bytes, at) {
        for (let done = 0; done < bytes.length;) done += file.write(bytes.subarray(done), { at: at + done });
      },
      truncate: (size) => file.truncate(size),
      chunks: () => piecesOf(file),
    });
  } catch (error) {
    if (error instanceof WrongContents) file.truncate(0);
    throw error;
  } finally {
    file.flush();
    file.close();
  }
}

async function* piecesOf(file: SyncAccessHandle): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(pieceBytes);
  for (let at = 0, read: number; (read = file.read(piece, { at })) > 0; at += read)
    yield piece.subarray(0, read);
}

/** `node:crypto` for pages: of weights, and of texts, which are small enough to be gathered. */
export function hashOf(name: 'sha1' | 'sha256'): Hash {
  return name === 'sha256' ? new Sha256() : new Gathered('SHA-1');
}

class Gathered implements Hash {
  readonly #name: string;
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  update(bytes: Uint8Array): void {
    this.#parts.push(bytes.slice());
  }

  async digest(): Promise<string> {
    const bytes = await crypto.subtle.digest(this.#name, await new Blob(this.#parts).arrayBuffer());
    return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}
