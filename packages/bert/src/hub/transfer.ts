import { chunksOf } from '../bytes/chunks.ts';
import { HubError } from '../errors.ts';
import { maximumTextBytes } from '../modelFiles.ts';
import { ConnectionError, isBroken, reasonOf } from './connection.ts';

/** Contents that are to come. */
export interface Transfer {
  /** For messages. */
  readonly name: string;
  /** In bytes; undefined where nobody tells that of a text. */
  readonly size: number | undefined;
  readonly signal: AbortSignal | undefined;
  /**
   * Asks for them with some headers more, and breaks off where `silence` does.
   *
   * @throws ConnectionError where nobody answers, or answers that it cannot
   */
  ask(headers: Readonly<Record<string, string>>, silence: AbortSignal): Promise<Response>;
  write(bytes: Uint8Array, position: number): Promise<void> | void;
  /** Hears how many bytes are there. */
  tell(doneBytes: number): void;
}

/** Attempts in a row that may bring nothing, and the milliseconds after the first of them, which double. */
const vainAttempts = 5;
const firstDelay = 100;
/** Milliseconds without a byte after which a connection counts as broken. */
const patience = 30_000;

/**
 * Fetches what comes after the first `start` bytes, in as many attempts as it takes; returns how many bytes there are then.
 *
 * @throws HubError where they do not come, or too many
 */
export async function fetchRest(what: Transfer, start: number): Promise<number> {
  const { size, signal } = what;
  let position = start;
  for (let vain = 0; position !== size;) {
    const before = position;
    try {
      // Of a text whose size nobody tells, nobody knows whether there is a rest.
      await attempt(what, size === undefined ? 0 : before, (reached) => (position = reached));
      break;
    } catch (error) {
      signal?.throwIfAborted();
      vain = position > before ? 0 : vain + 1;
      if (!(error instanceof ConnectionError) || vain === vainAttempts) throw error;
      if (vain > 0) await pause(firstDelay * 2 ** (vain - 1), signal);
    }
  }
  return position;
}

/** `reach` hears how far the contents are good. */
async function attempt(
  { name, size, ask, write, tell }: Transfer,
  from: number,
  reach: (position: number) => void,
): Promise<void> {
  const silence = new AbortController();
  const fallSilent = (): void => silence.abort();
  let timer = setTimeout(fallSilent, patience);
  try {
    const response = await ask(from > 0 ? { Range: `bytes=${from}-` } : {}, silence.signal);
    const { status, headers } = response;
    // Who knows no ranges sends the whole file. A page does not always see which part comes.
    const part = headers.get('content-range') ?? `bytes ${from}-`;
    const resumes = status === 206 && part.startsWith(`bytes ${from}-`);
    let position = resumes ? from : 0;
    reach(position);
    if (status !== 200 && !resumes) {
      await response.body?.cancel();
      throw new ConnectionError(`${name}: the storage does not send the rest of the file (status ${status})`);
    }
    for await (const chunk of response.body ? chunksOf(response.body) : []) {
      clearTimeout(timer);
      timer = setTimeout(fallSilent, patience);
      // A file that nobody tells the size of can only be a text.
      if (position + chunk.length > (size ?? maximumTextBytes)) {
        throw new HubError(
          size === undefined
            ? `${name}: more than ${maximumTextBytes} bytes come, too many for a text`
            : `${name}: more bytes come than the ${size} that the hub says it has`,
        );
      }
      await write(chunk, position);
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

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
