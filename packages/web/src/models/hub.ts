import {
  fetchSnapshot,
  fileUrl,
  type Folder,
  type HubModel,
  modelIdForm,
  parseModelId,
  publicHub,
  readSnapshot,
  refusalOf,
  showModel,
  snapshotUrl,
} from '@gradlens/bert';
import { announcedBytes, askFor, fetchedFolder, type FetchOptions, unreachable } from './fetched.ts';
import { keepAs, keptFolder, keptModels, write } from './kept.ts';

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
  const response = await askFor(new URL(snapshotUrl(publicHub, model)), name, options.signal);
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
  const keptId = await keepAs(name, (own) =>
    fetchSnapshot(snapshot, name, {
      fetch: (fileName) => fetchInto(own, fileName, new URL(urlOf(fileName)), model, options),
      textOf: async (fileName) => (await (await own.getFileHandle(fileName)).getFile()).text(),
    }),
  );
  return keptFolder(keptId, name);
}

async function fetchInto(
  own: FileSystemDirectoryHandle,
  fileName: string,
  url: URL,
  model: HubModel,
  { told, signal }: FetchOptions,
): Promise<void> {
  const path = `${showModel(model)}/${fileName}`;
  const response = await askFor(url, path, signal);
  if (!response.ok) throw refused(response, model);
  const total = announcedBytes(response);
  let done = 0;
  await write(own, fileName, response.body!, (bytes) => told((done += bytes), total)).catch(
    (error: unknown) => {
      // What the storage says, and not the network.
      if (error instanceof DOMException) throw error;
      return unreachable(path, url, signal)(error);
    },
  );
}

function refused(response: Response, model: HubModel): Error {
  return refusalOf(response, {
    model,
    endpoint: publicHub,
    withToken: false,
    tokenAdvice: 'download it with your account, and pick its folder here',
  });
}
