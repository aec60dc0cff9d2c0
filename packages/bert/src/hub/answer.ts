import { chunksOf } from '../bytes/chunks.ts';
import { HubError } from '../errors.ts';
import { isBroken } from './connection.ts';

/**
 * The body of a response as text, of which no more than `maximumBytes` are taken.
 *
 * @throws HubError if there is more, it does not come whole, or is not UTF-8
 */
export async function readAnswer(response: Response, maximumBytes: number, name: string): Promise<string> {
  const chunks: BlobPart[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ? chunksOf(response.body) : []) {
      bytes += chunk.length;
      if (bytes > maximumBytes) throw new HubError(`${name} has more than ${maximumBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (isBroken(cause)) throw new HubError(`${name} did not come whole: try again`, { cause });
    throw cause;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await new Blob(chunks).arrayBuffer());
  } catch (cause) {
    throw new HubError(`${name} is not UTF-8 text`, { cause });
  }
}
