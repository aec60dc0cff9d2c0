import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { unreadable } from './fileErrors.ts';

/** The bytes of a file, as they are asked for. Throws an Error in a sentence where it cannot be read. */
export async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    unreadable(path, error);
  }
}

/** How many bytes there are to read. Throws an Error in a sentence where the file cannot be read. */
export async function readableSize(path: string): Promise<number> {
  try {
    await access(path, constants.R_OK);
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    return found.size;
  } catch (error) {
    unreadable(path, error);
  }
}
