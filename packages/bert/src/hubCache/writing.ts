import { type FileHandle, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HubError } from '../errors.ts';

/** Does something that writes into the cache; where that fails, it is told in a sentence. */
export async function writing<Result>(cache: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new HubError(
      isFull(error)
        ? `${cache}: no space is left: make some, or set HF_HUB_CACHE to a folder that has`
        : `${cache}: cannot be written (${error.message}): set HF_HUB_CACHE to a folder that can`,
      { cause: error },
    );
  }
}

/** Whether the disk, or what a user may have of it, is full. */
export function isFull(error: unknown): boolean {
  return codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT';
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/**
 * Makes a folder with those that it lies in, where they are not there. The `recursive` of Node's own `mkdir` never ends where a folder is there that says of a new
 * one in it that something is missing, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  const made = async (): Promise<void> => {
    await mkdir(path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  };
  await made().catch(async (error: unknown) => {
    const parent = dirname(path);
    if (codeOf(error) !== 'ENOENT' || parent === path) throw error;
    await makeFolder(parent);
    await made();
  });
}

/** Writes all of the bytes: a disk that is nearly full takes some of them without complaint. */
export async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
