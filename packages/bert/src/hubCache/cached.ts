import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseWeightIndex } from '../checkpoint/weightIndex.ts';
import { isCommit, type HubModel } from '../hub/modelId.ts';
import { configFileName, weightIndexFileName, weightsFileName } from '../modelFiles.ts';
import type { Layout } from './layout.ts';

export interface CachedSnapshot {
  readonly commit: string;
  /** Its folder. */
  readonly path: string;
  /** Whether all files that the tokenizer may need are there, or known to be nowhere: others fetch single files. */
  readonly settled: boolean;
}

/** Each of them alone says what tokens there are. */
const vocabularyFileNames = ['tokenizer.json', 'vocab.txt', 'vocab.json'];
/** Without one of these texts may be read another way, and nobody would notice. */
const tellingFileNames = ['tokenizer.json', 'tokenizer_config.json'];

/** The snapshot of a revision that can be explained; undefined if the cache has none. */
export async function cachedSnapshot(
  layout: Layout,
  { revision }: HubModel,
): Promise<CachedSnapshot | undefined> {
  const commit = isCommit(revision) ? revision : (await textOf(layout.ref(revision)))?.trim();
  if (commit === undefined || !isCommit(commit)) return undefined;
  const path = layout.snapshot(commit);
  const has = (fileName: string): Promise<boolean> => exists(join(path, fileName));
  const whole =
    (await has(configFileName)) && (await hasWeights(path)) && (await some(vocabularyFileNames, has));
  if (!whole) return undefined;
  const unsettled = await some(
    tellingFileNames,
    async (fileName) => !(await has(fileName)) && !(await exists(layout.absence(commit, fileName))),
  );
  return { commit, path, settled: !unsettled };
}

async function hasWeights(path: string): Promise<boolean> {
  if (await exists(join(path, weightsFileName))) return true;
  const index = await textOf(join(path, weightIndexFileName));
  if (index === undefined) return false;
  // What is wrong with it is told by who reads it.
  const shards = (() => {
    try {
      return new Set(parseWeightIndex(index, weightIndexFileName).values());
    } catch {
      return new Set<string>();
    }
  })();
  return !(await some([...shards], async (shard) => !(await exists(join(path, shard)))));
}

async function some(
  names: readonly string[],
  test: (fileName: string) => Promise<boolean>,
): Promise<boolean> {
  for (const name of names) if (await test(name)) return true;
  return false;
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
