import { readTiles, type AdapterSummary, type Tuning } from '@gradlens/tensor';

/** What is known of an adapter, from the browser's own storage, and written there when more is learned; nothing of one that computes on the CPU. */
export async function keptTuning({ name, software }: AdapterSummary): Promise<Tuning | undefined> {
  if (software || !('caches' in globalThis)) return undefined;
  const kept = await caches.open('gradlens-tuning');
  const key = `/${encodeURIComponent(name)}`;
  const response = await kept.match(key);
  return {
    known: readTiles((await response?.text()) ?? ''),
    // Without room for it, it is measured again the next time.
    onLearned: (tiles) => kept.put(key, new Response(JSON.stringify(tiles))).catch(() => undefined),
  };
}
