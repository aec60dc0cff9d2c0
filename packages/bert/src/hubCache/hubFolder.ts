import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { directory } from '../bytes/file.ts';
import type { Folder } from '../bytes/folder.ts';
import { HubError, UnknownModelError } from '../errors.ts';
import { fetchSnapshot, optionalFileNames } from '../hub/fetchSnapshot.ts';
import { modelIdForm, parseModelId, showModel, type HubModel } from '../hub/modelId.ts';
import { snapshotUrl } from '../hub/routes.ts';
import { readSnapshot, type Snapshot } from '../hub/snapshot.ts';
import { show } from '../show.ts';
import { cachedSnapshot } from './cached.ts';
import { fetchFile, type FetchProgress } from './fetchFile.ts';
import { Layout } from './layout.ts';
import { request, type Conversation } from './request.ts';
import { hubSettings } from './settings.ts';
import { makeFolder, writing } from './writing.ts';

export interface HubOptions {
  /** Ask nobody: take what the cache has. HF_HUB_OFFLINE says the same. */
  readonly offline?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: FetchProgress) => void) | undefined;
}

/**
 * The folder of a model of the hub, `owner/name` or `owner/name@revision`: from the cache that Python's huggingface_hub shares and, what is not there, from the
 * hub into it. Environment variables say where both are (`hubSettings`). A model that is in the cache is taken as it is: nobody is asked.
 *
 * @throws HubError for what is no id, and where the model does not come: there is no such, it is not given out, the network is off, the disk full
 * @throws UnsupportedModelError for a model of another kind, before its weights are fetched
 */
export async function hubFolder(
  id: string,
  { offline = false, signal, onProgress = () => {} }: HubOptions = {},
): Promise<Folder> {
  const model = parseModelId(id);
  if (!model) throw new HubError(`${show(id)} is no model of the hub; expected ${modelIdForm}`);
  const settings = await hubSettings(env);
  const layout = new Layout(settings.cache, model.id);
  const cached = await cachedSnapshot(layout, model);
  if (cached?.settled) return snapshotFolder(cached.path, model);
  if (offline || settings.offline) {
    if (cached) return snapshotFolder(cached.path, model);
    throw new UnknownModelError(
      `${showModel(model)}: not whole in the cache (${settings.cache}), and offline it is not fetched: go online once, or name a folder`,
    );
  }
  const path = await fetchModel({ model, settings, signal }, layout, cached?.commit, onProgress).catch(
    (error: unknown) => {
      if (cached && error instanceof HubError) return cached.path;
      throw error;
    },
  );
  return snapshotFolder(path, model);
}

/** Fetches what is missing of a model, at the commit that is there already or, without one, at that of its revision now; returns the snapshot's folder. */
async function fetchModel(
  conversation: Conversation,
  layout: Layout,
  commit: string | undefined,
  onProgress: (progress: FetchProgress) => void,
): Promise<string> {
  const { model, settings } = conversation;
  const url = snapshotUrl(settings.endpoint, commit === undefined ? model : { ...model, revision: commit });
  const snapshot = await readSnapshot(await request(conversation, url), model);
  await writing(settings.cache, () => fetchIntoCache(conversation, layout, snapshot, onProgress));
  return layout.snapshot(snapshot.commit);
}

async function fetchIntoCache(
  conversation: Conversation,
  layout: Layout,
  snapshot: Snapshot,
  onProgress: (progress: FetchProgress) => void,
): Promise<void> {
  const { model } = conversation;
  const { commit, fileNames } = snapshot;
  for (const fileName of optionalFileNames)
    if (!fileNames.has(fileName)) await replace(layout.absence(commit, fileName), '');
  await fetchSnapshot(snapshot, showModel(model), {
    fetch: (fileName) => fetchFile(conversation, layout, commit, fileName, onProgress),
    textOf: (fileName) => readFile(join(layout.snapshot(commit), fileName), 'utf8'),
  });
  if (model.revision !== commit) await replace(layout.ref(model.revision), commit);
}

/** Writes a small file whole, or not at all. */
async function replace(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  await makeFolder(dirname(path));
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Its name is the model's: that of the folder itself is a commit. */
function snapshotFolder(path: string, model: HubModel): Folder {
  return { ...directory(path), name: model.id, modelName: model.id };
}
