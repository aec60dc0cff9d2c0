import { ModelError } from '../errors.ts';
import { maximumBytesOf } from '../modelFiles.ts';
import type { Folder } from './folder.ts';
import type { ByteSource } from './source.ts';

/**
 * A whole text file of a folder; undefined if there is none.
 *
 * @throws ModelError if it is not UTF-8, or too large to be what its name says
 */
export async function readText(folder: Folder, fileName: string): Promise<string | undefined> {
  const source = await folder.open(fileName);
  if (!source) return undefined;
  try {
    return await decode(source, maximumBytesOf(fileName));
  } finally {
    await source.close();
  }
}

async function decode(source: ByteSource, maximumBytes: number): Promise<string> {
  if (source.size > maximumBytes) {
    throw new ModelError(
      `${source.name}: ${source.size} bytes are too many; expected a text of at most ${maximumBytes}`,
    );
  }
  const bytes = await source.read(0, source.size);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ModelError(`${source.name}: not UTF-8 text`, { cause });
  }
}
