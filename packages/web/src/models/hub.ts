import {
  fileUrl,
  type Folder,
  modelIdForm,
  parseModelId,
  publicHub,
  readSnapshot,
  refusalOf,
  snapshotUrl,
} from '@gradlens/bert';
import { askFor, fetchedFolder, type FetchOptions } from './fetched.ts';

/** A model of the hub, all of whose files are those of one commit. They are fetched as they are wanted. Rejects where the hub has no such model. */
export async function hubFolder(id: string, options: Omit<FetchOptions, 'refused'>): Promise<Folder> {
  const model = parseModelId(id);
  if (!model) throw new Error(`"${id}" is no model of the hub: expected ${modelIdForm}`);
  const refused = (response: Response): Error =>
    refusalOf(response, {
      model,
      endpoint: publicHub,
      withToken: false,
      tokenAdvice: 'download it with your account, and pick its folder here',
    });
  const response = await askFor(new URL(snapshotUrl(publicHub, model)), model.id, options.signal);
  if (!response.ok) throw refused(response);
  const { commit, fileNames } = await readSnapshot(response, model);
  return fetchedFolder(
    model.id,
    (fileName) => (fileNames.has(fileName) ? fileUrl(publicHub, model.id, commit, fileName) : undefined),
    { ...options, refused },
  );
}
