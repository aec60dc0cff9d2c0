import { parseConfig } from '../checkpoint/config.ts';
import { parseWeightIndex } from '../checkpoint/weightIndex.ts';
import { HubError } from '../errors.ts';
import { configFileName, modelFileNames, weightIndexFileName, weightsFileName } from '../modelFiles.ts';
import type { Snapshot } from './snapshot.ts';

/** Where the files of a model are fetched to. */
export interface Destination {
  fetch(fileName: string): Promise<void>;
  /** Of a file that has been fetched. */
  textOf(fileName: string): Promise<string>;
}

/** Files that are fetched if the repository has them. */
export const optionalFileNames = modelFileNames.filter(
  (name) => name !== configFileName && name !== weightsFileName && name !== weightIndexFileName,
);

/**
 * Has the files of a model fetched, one after the other. The weights come last: where they are, everything is.
 *
 * @param name the model's, for messages
 * @throws HubError if a shard is missing, and what `fetch` throws
 * @throws UnsupportedModelError for a model of another kind, before its weights are fetched
 */
export async function fetchSnapshot(
  { fileNames }: Snapshot,
  name: string,
  { fetch, textOf }: Destination,
): Promise<void> {
  await fetch(configFileName);
  parseConfig(await textOf(configFileName), `${name}/${configFileName}`);
  for (const fileName of optionalFileNames) if (fileNames.has(fileName)) await fetch(fileName);
  if (fileNames.has(weightsFileName)) return fetch(weightsFileName);
  await fetch(weightIndexFileName);
  const index = `${name}/${weightIndexFileName}`;
  for (const shard of new Set(parseWeightIndex(await textOf(weightIndexFileName), index).values())) {
    if (!fileNames.has(shard)) throw new HubError(`${index}: the repository has no ${shard}, which it names`);
    await fetch(shard);
  }
}
