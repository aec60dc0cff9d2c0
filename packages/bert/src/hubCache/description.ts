import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { maximumTextBytes } from '../bytes/text.ts';
import { HubError } from '../errors.ts';
import { isWeightsName } from '../modelFiles.ts';
import { request, type Conversation } from './request.ts';

/** What the hub says of a file before it is fetched. */
export interface Description {
  /** What its contents are called: their SHA-256 or, where they lie in git itself, git's SHA-1 of them. Mirrors may have names of their own. */
  readonly etag: string;
  /** In bytes; undefined where the hub does not tell that of a text. */
  readonly size: number | undefined;
}

/** @throws HubError where the hub refuses, or says too little */
export async function describe(
  conversation: Conversation,
  url: string,
  fileName: string,
  name: string,
): Promise<Description> {
  const { headers, status } = await request(conversation, url, { method: 'HEAD' });
  const etag = (headers.get('x-linked-etag') ?? headers.get('etag'))?.replace(/^W\//, '').replaceAll('"', '');
  // It becomes the name of a file.
  if (etag === undefined || !/^\w[\w-]{0,127}$/.test(etag))
    throw new HubError(`${name}: the hub does not say which contents the file has (ETag)`);
  const length = headers.get('x-linked-size') ?? (status < 300 ? headers.get('content-length') : null);
  const size = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
  if (isWeightsName(fileName)) {
    if (size === undefined) throw new HubError(`${name}: the hub does not say how large the file is`);
  } else if (size !== undefined && size > maximumTextBytes) {
    throw new HubError(`${name}: ${size} bytes are too many; expected a text of at most ${maximumTextBytes}`);
  }
  return { etag, size };
}

/** How a file differs from what its etag says; undefined where it does not, or the etag is no checksum. */
export async function difference(file: FileHandle, size: number, etag: string): Promise<string | undefined> {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(etag)) return undefined;
  const hash = etag.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
  for await (const chunk of file.createReadStream({
    start: 0,
    autoClose: false,
  }) as AsyncIterable<Uint8Array>)
    hash.update(chunk);
  const found = hash.digest('hex');
  if (found === etag) return undefined;
  return `${etag.length === 64 ? 'SHA-256' : 'SHA-1 of git'} ${found} instead of ${etag}`;
}
