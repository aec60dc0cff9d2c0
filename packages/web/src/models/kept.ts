import { filesFolder, type Folder } from '@gradlens/bert';
import type { Told } from './fetched.ts';

/** A model that is kept in this browser. */
export interface KeptModel {
  readonly name: string;
  readonly bytes: number;
}

/** Whether this browser keeps files for pages. */
export function canKeep(): boolean {
  return typeof navigator.storage?.getDirectory === 'function';
}

/** Copies a model's files into the browser's own storage. A copy that fails leaves nothing. */
export async function keep(name: string, files: readonly File[], told: Told): Promise<void> {
  const models = await folder(true);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const target = encodeURIComponent(name);
  let done = 0;
  try {
    const own = await models.getDirectoryHandle(target, { create: true });
    for (const file of files) {
      const handle = await own.getFileHandle(file.name, { create: true });
      const writable = await handle.createWritable();
      for await (const chunk of file.stream()) {
        await writable.write(chunk);
        told((done += chunk.length), total);
      }
      await writable.close();
    }
    // What has no mark was interrupted.
    await own.getFileHandle(wholeMark, { create: true });
  } catch (error) {
    await models.removeEntry(target, { recursive: true }).catch(() => undefined);
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    throw full ? new Error(`${name}: the browser has no room for ${total} bytes more`) : error;
  }
}

export async function keptModels(): Promise<KeptModel[]> {
  const models = await folder(false);
  if (!models) return [];
  const found: KeptModel[] = [];
  for await (const [name, handle] of models.entries()) {
    if (handle.kind !== 'directory') continue;
    const files = await filesOf(handle);
    if (files)
      found.push({ name: decodeURIComponent(name), bytes: files.reduce((sum, { size }) => sum + size, 0) });
  }
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

export async function forget(name: string): Promise<void> {
  const models = await folder(false);
  await models?.removeEntry(encodeURIComponent(name), { recursive: true });
}

export async function keptFolder(name: string): Promise<Folder> {
  const models = await folder(false);
  const own = await models?.getDirectoryHandle(encodeURIComponent(name)).catch(() => undefined);
  const files = own && (await filesOf(own));
  if (!files) throw new Error(`${name}: no longer kept in this browser: pick its folder again`);
  return filesFolder(files, name);
}

/** An empty file beside those of a model that was copied to its end. */
const wholeMark = '.whole';

/** The files of a model; undefined where they are not whole. */
async function filesOf(directory: FileSystemDirectoryHandle): Promise<File[] | undefined> {
  const files: File[] = [];
  for await (const handle of directory.values()) {
    if (handle.kind === 'file') files.push(await handle.getFile());
  }
  return files.some(({ name }) => name === wholeMark) ? files : undefined;
}

async function folder(create: true): Promise<FileSystemDirectoryHandle>;
async function folder(create: boolean): Promise<FileSystemDirectoryHandle | undefined>;
async function folder(create: boolean): Promise<FileSystemDirectoryHandle | undefined> {
  if (!canKeep()) return undefined;
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle('models', { create }).catch((error: unknown) => {
    if (create) throw error;
    return undefined;
  });
}
