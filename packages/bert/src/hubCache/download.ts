import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chunksOf } from '../bytes/chunks.ts';
import { maximumTextBytes } from '../bytes/text.ts';
import { HubError } from '../errors.ts';
import { isBroken } from '../hub/answer.ts';
import { exists } from './cached.ts';
import { difference, type Description } from './description.ts';
import { ConnectionError, reasonOf, request, type Conversation } from './request.ts';
import { isFull, writeAt } from './writing.ts';

/** A file that is to come. */
export interface Download {
  readonly conversation: Conversation;
  readonly url: string;
  /** For messages. */
  readonly name: string;
  readonly description: Description;
  readonly tell: (doneBytes: number) => void;
}

/** Attempts in a row that may bring nothing, and the milliseconds after the first of them, which double. */
const vainAttempts = 5;
const firstDelay = 100;
/** Milliseconds without a byte after which a connection counts as broken. */
const patience = 30_000;

/**
 * Fetches the contents of a file. They get their name when they are whole and as the hub says; what has come so far lies beside it as `….incomplete`, and an
 * interrupted download goes on with that.
 *
 * @throws HubError where they do not come, or are others
 */
export async function download(what: Download, path: string): Promise<void> {
  const { name, description, tell } = what;
  const draft = `${path}.incomplete`;
  await mkdir(dirname(path), { recursive: true });
  const file = await open(draft, constants.O_RDWR | constants.O_CREAT, 0o644);
  try {
    const { size: found } = await file.stat();
    const before = description.size !== undefined && found <= description.size ? found : 0;
    if (before > 0) tell(before);
    const from = async (start: number): Promise<string | undefined> => {
      const size = await fetchRest(what, file, start);
      await file.truncate(size);
      return difference(file, size, description.etag);
    };
    // What an earlier run left may be what is wrong.
    let wrong = await from(before);
    if (wrong && before > 0) wrong = await from(0);
    if (wrong) {
      await rm(draft, { force: true });
      // Another process may have finished it meanwhile: then the wrong bytes went there.
      if (await isAt(path, file)) await rm(path, { force: true });
      throw new HubError(
        `${name}: what came is not what the hub describes (${wrong}), and was thrown away: try again; if it stays so, a proxy or mirror in between changes files`,
      );
    }
    await file.sync();
  } catch (error) {
    // What lies there would keep the disk full.
    if (isFull(error)) await rm(draft, { force: true });
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

async function isAt(path: string, file: FileHandle): Promise<boolean> {
  const [there, own] = await Promise.all([stat(path).catch(() => undefined), file.stat()]);
  return there?.ino === own.ino && there.dev === own.dev;
}

/** Fetches what comes after the first `start` bytes, in as many attempts as it takes; returns how many bytes there are then. */
async function fetchRest(what: Download, file: FileHandle, start: number): Promise<number> {
  const { conversation, description } = what;
  let position = start;
  for (let vain = 0; position !== description.size;) {
    const before = position;
    try {
      // Of a text whose size nobody tells, nobody knows whether there is a rest.
      const from = description.size === undefined ? 0 : before;
      await transfer(what, file, from, (reached) => (position = reached));
      break;
    } catch (error) {
      conversation.signal?.throwIfAborted();
      vain = position > before ? 0 : vain + 1;
      if (!(error instanceof ConnectionError) || vain === vainAttempts) throw error;
      if (vain > 0) await wait(firstDelay * 2 ** (vain - 1), undefined, { signal: conversation.signal });
    }
  }
  return position;
}

/** One attempt. `reach` hears how far the file is good. */
async function transfer(
  { conversation, url, name, description, tell }: Download,
  file: FileHandle,
  from: number,
  reach: (position: number) => void,
): Promise<void> {
  const { size } = description;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), patience);
  try {
    const response = await request(conversation, url, {
      silence: silence.signal,
      headers: from > 0 ? { Range: `bytes=${from}-` } : {},
    });
    const { status, headers } = response;
    // Who knows no ranges sends the whole file.
    const resumes = status === 206 && headers.get('content-range')?.startsWith(`bytes ${from}-`);
    let position = resumes ? from : 0;
    reach(position);
    if (status !== 200 && !resumes) {
      await response.body?.cancel();
      throw new ConnectionError(`${name}: the storage does not send the rest of the file (status ${status})`);
    }
    for await (const chunk of response.body ? chunksOf(response.body) : []) {
      timer.refresh();
      if (position + chunk.length > mostBytes(description)) {
        throw new HubError(
          size === undefined
            ? `${name}: more than ${maximumTextBytes} bytes come, too many for a text`
            : `${name}: more bytes come than the ${size} that the hub says it has`,
        );
      }
      await writeAt(file, chunk, position);
      reach((position += chunk.length));
      tell(position);
    }
    if (size !== undefined && position < size)
      throw new ConnectionError(`${name}: only ${position} of its ${size} bytes came: try again`);
  } catch (cause) {
    if (!isBroken(cause)) throw cause;
    throw new ConnectionError(`${name}: the connection broke (${reasonOf(cause)}): try again, it goes on`, {
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** A file that nobody tells the size of can only be a text. */
function mostBytes({ size }: Description): number {
  return size ?? maximumTextBytes;
}
