import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pid } from 'node:process';
import type { AdapterSummary } from '../backends/webgpu/adapter.ts';
import { readTiles, type Tuning } from '../backends/webgpu/tuning.ts';
import { cacheFolder, tunes } from './environment.ts';

/** What is known of an adapter, from a file in the user's cache folder, and written there when more is learned. */
export async function keptTuning(adapter: AdapterSummary): Promise<Tuning | undefined> {
  if (!tunes(adapter)) return undefined;
  const file = join(cacheFolder(), 'gradlens', 'tuning', `${adapter.name.replaceAll(/[^\w.-]+/g, '-')}.json`);
  return {
    known: readTiles(await readFile(file, 'utf8').catch(() => '')),
    // Without a place to keep it, it is measured again the next time.
    onLearned: (tiles) => replace(file, JSON.stringify(tiles, null, 2)).catch(() => undefined),
  };
}

/** Under another name first, so that nobody reads half a file. */
async function replace(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const written = `${file}.${pid}`;
  await writeFile(written, text);
  await rename(written, file);
}
