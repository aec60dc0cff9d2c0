import {
  checkSize,
  complete,
  describedSnapshotUrl,
  failureOf,
  fetchSnapshot,
  fileUrl,
  type Folder,
  type HubModel,
  modelIdForm,
  parseModelId,
  publicHub,
  readSnapshot,
  showModel,
  type Snapshot,
} from '@gradlens/bert';
import { askFor, fetchedFolder, type FetchOptions } from './fetched.ts';
import { keepSnapshot, keptFolder, keptModels } from './kept.ts';
import { hashOf, withStoredDraft } from './storedDraft.ts';

/**
 * A model of the hub: from this browser's storage if it is kept there, else from the hub, all files of one commit. They are fetched into that storage where it is to be
 * `keep`t, else as they are wanted. Rejects where the hub has no such model.
 */
export async function hubFolder(
  id: string,
  keep: boolean,
  options: Omit<FetchOptions, 'refused'>,
): Promise<Folder> {
  const model = parseModelId(id);
  if (!model) throw new Error(`"${id}" is no model of the hub: expected ${modelIdForm}`);
  const name = showModel(model);
  const kept = (await keptModels()).find((known) => known.name === name);
  if (kept) return keptFolder(kept.id, name);
  const response = await askFor(new URL(describedSnapshotUrl(publicHub, model)), name, options.signal);
  if (!response.ok) throw refused(response, model);
  const snapshot = await readSnapshot(response, model);
  const urlOf = (fileName: string): string => fileUrl(publicHub, model.id, snapshot.commit, fileName);
  if (!keep) {
    return fetchedFolder(
      model.id,
      (fileName) => (snapshot.fileNames.has(fileName) ? urlOf(fileName) : undefined),
      { ...options, refused: (file) => refused(file, model) },
    );
  }
  const keptId = await keepSnapshot(name, snapshot.commit, options.signal, (own) =>
    fetchSnapshot(snapshot, name, {
      fetch: (fileName) => fetchInto(own, fileName, new URL(urlOf(fileName)), { model, snapshot }, options),
      textOf: async (fileName) => (await (await own.getFileHandle(fileName)).getFile()).text(),
    }),
  );
  return keptFolder(keptId, name);
}

/** Fetches what is not yet there of a file, and holds it against its checksum. */
async function fetchInto(
  own: FileSystemDirectoryHandle,
  fileName: string,
  url: URL,
  { model, snapshot }: { readonly model: HubModel; readonly snapshot: Snapshot },
  { told, signal }: FetchOptions,
): Promise<void> {
  const name = `${showModel(model)}/${fileName}`;
  const untold = { etag: '', size: undefined };
  const description = checkSize(snapshot.descriptions.get(fileName) ?? untold, fileName, name);
  const transfer = {
    name,
    signal,
    tell: (doneBytes: number) => told(doneBytes, description.size),
    ask: async (headers: Readonly<Record<string, string>>, silence: AbortSignal) => {
      const response = await askFor(
        url,
        name,
        signal ? AbortSignal.any([signal, silence]) : silence,
        headers,
      );
      if (!response.ok) throw refused(response, model);
      return response;
    },
  };
  await withStoredDraft(own, fileName, (draft) => complete(draft, description, transfer, hashOf));
}

function refused(response: Response, model: HubModel): Error {
  return failureOf(response, new URL(response.url).origin === publicHub, {
    model,
    endpoint: publicHub,
    withToken: false,
    tokenAdvice: 'download it with your account, and pick its folder here',
  });
}
