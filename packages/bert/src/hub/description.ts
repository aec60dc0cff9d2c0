import { HubError } from '../errors.ts';
import { isWeightsName, maximumBytesOf } from '../modelFiles.ts';

/** What the hub says of a file before it is fetched. */
export interface Description {
  /** What its contents are called: their SHA-256 or, where they lie in git itself, git's SHA-1 of them. Mirrors may have names of their own. */
  readonly etag: string;
  /** In bytes; undefined where the hub does not tell that of a text. */
  readonly size: number | undefined;
}

/**
 * Reads what the hub answers to HEAD for a file; `name` is the file's for messages.
 *
 * @throws HubError where it says too little, or the file is larger than one of its name can be
 */
export function readDescription({ headers, status }: Response, fileName: string, name: string): Description {
  // It becomes the name of a file.
  const told = headers.get('x-linked-etag') ?? headers.get('etag') ?? '';
  const etag = /^(?:W\/)?"?(\w[\w-]{0,127})"?$/.exec(told)?.[1];
  if (etag === undefined)
    throw new HubError(`${name}: the hub does not say which contents the file has (ETag)`);
  const length = headers.get('x-linked-size') ?? (status < 300 ? headers.get('content-length') : null);
  const size = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
  return checkSize({ etag, size }, fileName, name);
}

/** Gives the description back; errors as those of `readDescription`. */
export function checkSize(description: Description, fileName: string, name: string): Description {
  const { size } = description;
  if (isWeightsName(fileName)) {
    if (size === undefined) throw new HubError(`${name}: the hub does not say how large the file is`);
    return description;
  }
  const maximum = maximumBytesOf(fileName);
  if (size !== undefined && size > maximum)
    throw new HubError(`${name}: ${size} bytes are too many; expected a text of at most ${maximum}`);
  return description;
}
