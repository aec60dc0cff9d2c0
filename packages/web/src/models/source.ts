import { filesFolder, type Folder } from '@gradlens/bert';
import { bundledUrls } from './bundled.ts';
import { fetchedFolder, type Told } from './fetched.ts';

/** Where a model comes from; it can be sent to the worker. */
export type ModelSource =
  | { readonly kind: 'bundled' }
  /** Files that the user picked. */
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly File[] }
  /** Kept in this browser. */
  | { readonly kind: 'kept'; readonly id: string; readonly name: string }
  /** `owner/name` or `owner/name@revision` on the hub; whether it is to be kept in this browser. */
  | { readonly kind: 'hub'; readonly id: string; readonly keep: boolean };

/** What opens models that are kept here: it comes when it is wanted, or before, while there is a network. */
export const loadKept = () => import('./kept.ts');

/** The bundled model is small: once it is there it can be opened again without a network. */
const bundledFiles = new Map<string, Uint8Array>();

/** The files of a model, as soon as they can be read. Rejects where there are none, or not the ones that a model needs. */
export async function folderOf(source: ModelSource, told: Told, signal?: AbortSignal): Promise<Folder> {
  switch (source.kind) {
    case 'bundled':
      return fetchedFolder('film-reviews', (fileName) => bundledUrls[fileName], {
        told,
        signal,
        known: bundledFiles,
      });
    case 'files':
      return filesFolder(source.files, source.name);
    case 'kept':
      return (await loadKept()).keptFolder(source.id, source.name);
    case 'hub':
      // What speaks with the hub is fetched when somebody asks for it.
      return (await import('./hub.ts')).hubFolder(source.id, source.keep, { told, signal });
  }
}
