import { memorySource, type Folder } from '@gradlens/bert';
import { chunksOf } from '../data/chunks.ts';

/** Hears how many bytes of a file have come. */
export type Told = (doneBytes: number, totalBytes: number | undefined) => void;

export interface FetchOptions {
  readonly told: Told;
  readonly signal: AbortSignal | undefined;
  /** What a response that is not fine means; undefined stands for a file that is not there. */
  readonly refused?: (response: Response, fileName: string) => Error | undefined;
}

/** A folder of files that have URLs; a file without one is not there. A file is fetched whole when it is opened. */
export function fetchedFolder(
  name: string,
  urlOf: (fileName: string) => string | undefined,
  { told, signal, refused = statusOf }: FetchOptions,
): Folder {
  return {
    name,
    async open(fileName) {
      const url = urlOf(fileName);
      if (url === undefined) return undefined;
      const response = await fetch(url, signal ? { signal } : {}).catch((error: unknown) => {
        if (signal?.aborted) throw error;
        throw new Error(unreachable(`${name}/${fileName}`, new URL(url, location.href)));
      });
      if (!response.ok) {
        const failure = refused(response, `${name}/${fileName}`);
        if (failure) throw failure;
        return undefined;
      }
      return memorySource(await bytesOf(response, told), `${name}/${fileName}`);
    },
  };
}

function unreachable(fileName: string, { host, origin }: URL): string {
  const reason =
    origin === location.origin
      ? 'the network or the server is off'
      : 'the network is off, or it does not allow pages to read it (CORS)';
  return `${fileName}: ${host} could not be reached: ${reason}`;
}

function statusOf({ status }: Response, fileName: string): Error | undefined {
  return status === 404 ? undefined : new Error(`${fileName}: the server answers with status ${status}`);
}

async function bytesOf(response: Response, told: Told): Promise<Uint8Array> {
  // What a server compresses is longer than it says.
  const announced = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
  const total = announced === null ? undefined : Number(announced);
  const chunks: Uint8Array[] = [];
  let done = 0;
  for await (const chunk of chunksOf(response.body!)) {
    chunks.push(chunk);
    told((done += chunk.length), total);
  }
  const bytes = new Uint8Array(done);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
