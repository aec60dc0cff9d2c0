import { HubError } from '../errors.ts';
import { difference, type HashOf } from './checksum.ts';
import type { Description } from './description.ts';
import { fetchRest, type Transfer } from './transfer.ts';

/** A file that is to become the contents that the hub describes; something of an earlier attempt may lie in it. */
export interface Draft {
  size(): Promise<number> | number;
  write(bytes: Uint8Array, position: number): Promise<void> | void;
  truncate(size: number): Promise<void> | void;
  chunks(): AsyncIterable<Uint8Array>;
}

/** Contents came whole, and are not what the hub describes. They are good for nothing. */
export class WrongContents extends HubError {}

/**
 * Fetches what a draft lacks, and holds it against the checksum that the hub gives.
 *
 * @throws WrongContents if it is not that
 * @throws HubError where it does not come: what has come stays in the draft, and the next attempt goes on with that
 */
export async function complete(
  draft: Draft,
  { etag, size }: Description,
  transfer: Omit<Transfer, 'size' | 'write'>,
  hashOf: HashOf,
): Promise<void> {
  const found = await draft.size();
  const before = size !== undefined && found <= size ? found : 0;
  if (before > 0) transfer.tell(before);
  const from = async (start: number): Promise<string | undefined> => {
    const write: Draft['write'] = (bytes, position) => draft.write(bytes, position);
    const reached = await fetchRest({ ...transfer, size, write }, start);
    await draft.truncate(reached);
    return difference(draft.chunks(), reached, { etag }, hashOf);
  };
  // What an earlier attempt left may be what is wrong.
  let wrong = await from(before);
  if (wrong && before > 0) wrong = await from(0);
  if (wrong) {
    throw new WrongContents(
      `${transfer.name}: what came is not what the hub describes (${wrong}), and was thrown away: try again; if it stays so, a proxy or mirror in between changes files`,
    );
  }
}
