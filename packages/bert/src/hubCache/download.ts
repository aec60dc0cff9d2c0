import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Description } from '../hub/description.ts';
import { complete, type Draft, WrongContents } from '../hub/draft.ts';
import { exists } from './cached.ts';
import { request, type Conversation } from './request.ts';
import { isFull, makeFolder, writeAt } from './writing.ts';

/** Through no link: it would lead to a file that is none of the cache's. Windows does not know that. */
const forDrafts = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

/** A file that is to come. */
export interface Download {
  readonly conversation: Conversation;
  readonly url: string;
  /** For messages. */
  readonly name: string;
  readonly description: Description;
  readonly tell: (doneBytes: number) => void;
}

/**
 * Fetches the contents of a file. They get their name when they are whole and as the hub says; what has come so far lies beside it as `….incomplete`, and an
 * interrupted download goes on with that.
 *
 * @throws HubError where they do not come, or are others
 */
export async function download(what: Download, path: string): Promise<void> {
  const { conversation, url, name, description, tell } = what;
  const draft = `${path}.incomplete`;
  await makeFolder(dirname(path));
  const file = await open(draft, forDrafts, 0o644);
  try {
    const transfer = {
      name,
      tell,
      signal: conversation.signal,
      ask: (headers: Readonly<Record<string, string>>, silence: AbortSignal) =>
        request(conversation, url, { headers, silence }),
    };
    await complete(draftIn(file), description, transfer, createHash);
    await file.sync();
  } catch (error) {
    // What lies there would keep the disk full, or is good for nothing.
    if (isFull(error) || error instanceof WrongContents) await rm(draft, { force: true });
    // Another process may have finished it meanwhile: then the wrong bytes went there.
    if (error instanceof WrongContents && (await isAt(path, file))) await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  // Another process may have done the same, and have been first; a draft that lies there now is of a third.
  if (await exists(path)) return;
  await rename(draft, path).catch(async (error: unknown) => {
    if (!(await exists(path))) throw error;
  });
}

function draftIn(file: FileHandle): Draft {
  return {
    size: async () => (await file.stat()).size,
    write: (bytes, position) => writeAt(file, bytes, position),
    truncate: (size) => file.truncate(size),
    chunks: () => file.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Uint8Array>,
  };
}

async function isAt(path: string, file: FileHandle): Promise<boolean> {
  const [there, own] = await Promise.all([stat(path).catch(() => undefined), file.stat()]);
  return there?.ino === own.ino && there.dev === own.dev;
}
