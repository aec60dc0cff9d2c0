import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '../errors.ts';
import type { Folder } from './folder.ts';
import { checkRange, unreadable, type ByteSource } from './source.ts';

/** More than this in one call is an error of some systems' `read`. */
const maximumRead = 2 ** 30;

/**
 * A file, opened now and held open until `close`, so that its size and all its bytes are those of one file even if
 * another takes its place meanwhile.
 *
 * @throws ModelError if there is no such file or it cannot be opened
 */
export async function fileSource(path: string): Promise<ByteSource> {
  const source = await openFile(path);
  if (!source) throw new ModelError(`${path}: no such file`);
  return source;
}

/**
 * A folder of the file system. Nothing is opened before `open`.
 *
 * Its `open` throws ModelError if the folder itself does not exist.
 */
export function directory(path: string): Folder {
  return {
    name: path,
    async open(fileName) {
      const source = await openFile(join(path, fileName));
      if (!source) await checkDirectory(path);
      return source;
    },
  };
}

async function openFile(path: string): Promise<ByteSource | undefined> {
  // Asked before opening, because opening a named pipe would wait for a writer.
  const kind = await status(path);
  if (!kind) return undefined;
  if (!kind.isFile()) throw new ModelError(`${path}: not a file`);
  const handle = await open(path).catch((error: unknown) => Promise.reject(unreadable(path, error)));
  const { size } = await handle.stat();
  const source: ByteSource = {
    name: path,
    size,
    async read(offset, length) {
      checkRange(source, offset, length);
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const { bytesRead } = await handle
          .read(bytes, done, Math.min(length - done, maximumRead), offset + done)
          .catch((error: unknown) => Promise.reject(unreadable(path, error)));
        if (bytesRead === 0) {
          throw new ModelError(
            `${path}: ends at byte ${offset + done}, but had ${size} bytes when it was opened`,
          );
        }
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
  return source;
}

async function checkDirectory(path: string): Promise<void> {
  const kind = await status(path);
  if (!kind) throw new ModelError(`${path}: no such folder`);
  if (!kind.isDirectory()) throw new ModelError(`${path}: not a folder; expected the folder of a model`);
}

/** undefined if there is nothing of that name. */
async function status(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    throw unreadable(path, error);
  }
}
