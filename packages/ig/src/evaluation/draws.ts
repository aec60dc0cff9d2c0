import { Random } from '@gradlens/tensor';

/** Random numbers for one purpose, which do not depend on what is drawn for others. `purpose` has the seed, and whatever else sets it apart. */
export function drawsFor(...purpose: readonly (string | number | null)[]): Random {
  return new Random(hashOf(JSON.stringify(purpose)));
}

/** FNV-1a (Fowler, Noll and Vo), 32 bits, over UTF-16 code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
