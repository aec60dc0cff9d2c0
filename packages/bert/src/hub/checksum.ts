import type { Description } from './description.ts';

/** As that of `node:crypto`: hears bytes, and tells their checksum in hexadecimal digits. */
export interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(encoding: 'hex'): string | Promise<string>;
}

export type HashOf = (name: 'sha1' | 'sha256') => Hash;

/** How contents differ from what their etag says; undefined where they do not, or the etag is no checksum. */
export async function difference(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  { etag }: Pick<Description, 'etag'>,
  hashOf: HashOf,
): Promise<string | undefined> {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(etag)) return undefined;
  const ofGit = etag.length === 40;
  const hash = hashOf(ofGit ? 'sha1' : 'sha256');
  // As git calls contents: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects.
  if (ofGit) hash.update(new TextEncoder().encode(`blob ${size}\0`));
  for await (const chunk of chunks) hash.update(chunk);
  const found = await hash.digest('hex');
  if (found === etag) return undefined;
  return `${ofGit ? 'SHA-1 of git' : 'SHA-256'} ${found} instead of ${etag}`;
}
