import { chunksOf, ConnectionError, memorySource, type Folder } from '@gradlens/bert';

/** Hears how many bytes of a file have come. */
export type Told = (doneBytes: number, totalBytes: number | undefined) => void;

export interface FetchOptions {
  readonly told: Told;
  readonly signal: AbortSignal | undefined;
  /** What a response that is not fine means; undefined stands for a file that is not there. */
  readonly refused?: (response: Response, fileName: string) => Error | undefined;
  /** Files that are kept once they have come, by their URLs. */
  readonly known?: Map<string, Uint8Array>;
}

/** A folder of files that have URLs; a file without one is not there. A file is fetched whole when it is opened. */
export function fetchedFolder(
  name: string,
  urlOf: (fileName: string) => string | undefined,
  { told, signal, refused = statusOf, known }: FetchOptions,
): Folder {
  return {
    name,
    modelName: name,
    async open(fileName) {
      const address = urlOf(fileName);
      if (address === undefined) return undefined;
      // The worker itself is a blob, which no address is relative to.
      const url = new URL(address, self.origin);
      const path = `${name}/${fileName}`;
      const before = known?.get(url.href);
      if (before) return memorySource(before, path);
      const response = await askFor(url, path, signal);
      if (!response.ok) {
        const failure = refused(response, path);
        if (failure) throw failure;
        return undefined;
      }
      const bytes = await bytesOf(response, told).catch(unreachable(path, url, signal));
      known?.set(url.href, bytes);
      return memorySource(bytes, path);
    },
  };
}

/** Asks; `name` is what for. Rejects in a sentence where nobody answers. */
export async function askFor(
  url: URL,
  name: string,
  signal: AbortSignal | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url, { headers, ...(signal && { signal }) }).catch(unreachable(name, url, signal));
}

/** Throws what a user is told of a connection that failed, unless it was broken off. */
function unreachable(
  name: string,
  { host, origin }: URL,
  signal: AbortSignal | undefined,
): (error: unknown) => never {
  return (error) => {
    if (signal?.aborted) throw error;
    const reason =
      origin === self.origin
        ? 'the network or the server is off'
        : 'the network is off, or it does not allow pages to read it (CORS)';
    throw new ConnectionError(`${name}: ${host} could not be reached: ${reason}`);
  };
}

function statusOf({ status }: Response, fileName: string): Error | undefined {
  return status === 404 ? undefined : new Error(`${fileName}: the server answers with status ${status}`);
}

/** How many bytes are to come; undefined where that is not told. What a server compresses is longer than it says. */
function announcedBytes({ headers }: Response): number | undefined {
  const length = headers.has('content-encoding') ? null : headers.get('content-length');
  return length === null ? undefined : Number(length);
}

/** Straight to where they stay: a model need not be in memory twice. */
async function bytesOf(response: Response, told: Told): Promise<Uint8Array> {
  const total = announcedBytes(response);
  let bytes = new Uint8Array(total ?? 2 ** 16);
  let done = 0;
  for await (const chunk of chunksOf(response.body!)) {
    if (done + chunk.length > bytes.length) bytes = enlarged(bytes, done + chunk.length);
    bytes.set(chunk, done);
    told((done += chunk.length), total);
  }
  return bytes.subarray(0, done);
}

function enlarged(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(needed, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}
