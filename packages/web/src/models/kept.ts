import { chunksOf, filesFolder, type Folder } from '@gradlens/bert';

import type { Told } from './fetched.ts';

/** A model that is kept in this browser. */
export interface KeptModel {
  readonly id: string;
  /** No two have the same. */
  readonly name: string;
  readonly bytes: number;
}

/** Says what a kept model is called. It is written last: where it is missing, the copying was interrupted. */
const manifestName = 'gradlens.json';

/** Whether this browser keeps files for pages. */
export function canKeep(): boolean {
  return 'FileSystemFileHandle' in globalThis && 'createWritable' in FileSystemFileHandle.prototype;
}

/** Copies a model's files into the browser's own storage, under a name that no other has. A copy that fails leaves nothing. */
export async function keep(name: string, files: readonly File[], told: Told): Promise<void> {
  const taken = new Set((await keptModels()).map((model) => model.name));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  await keepAs(free, async (own) => {
    for (const file of files) {
      await write(own, file.name, file.stream(), (bytes) => told((done += bytes), total));
    }
  });
}

/** Has the files of a model written into a folder of the browser's own storage. Where that fails, nothing is left. */
async function keepAs(name: string, fill: (own: FileSystemDirectoryHandle) => Promise<void>): Promise<void> {
  const id = crypto.randomUUID();
  await navigator.locks.request(lockOf(id), () =>
    fillFolder(id, name, fill).catch(async (error: unknown) => {
      await forget(id).catch(() => undefined);
      throw error;
    }),
  );
}

/**
 * Has the files of a model of the hub, at a commit, written into a folder of the browser's own storage, and tells its id. Another page that does the same is waited for.
 * Where it fails, what has come is there when it is tried again.
 */
export async function keepSnapshot(
  name: string,
  commit: string,
  signal: AbortSignal | undefined,
  fill: (own: FileSystemDirectoryHandle) => Promise<void>,
): Promise<string> {
  const id = `${snapshotPrefix}${encodeURIComponent(name)} ${commit}`;
  return navigator.locks.request(lockOf(id), { ...(signal && { signal }) }, async () => {
    const kept = (await keptModels()).find((known) => known.name === name);
    if (!kept) await fillFolder(id, name, fill);
    return kept?.id ?? id;
  });
}

async function fillFolder(
  id: string,
  name: string,
  fill: (own: FileSystemDirectoryHandle) => Promise<void>,
): Promise<void> {
  const models = await folder();
  try {
    const own = await models.getDirectoryHandle(id, { create: true });
    await fill(own);
    const manifest = new Blob([JSON.stringify({ name })]);
    await write(own, manifestName, manifest.stream(), () => undefined);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error;
    // What lies there would keep it full.
    await forget(id).catch(() => undefined);
    throw new Error(`${name}: the browser has no room for it`, { cause: error });
  }
}

/** What ids of models of the hub begin with. */
const snapshotPrefix = 'hub ';
/** Milliseconds that parts of such a model are kept for, in case somebody goes on with it. */
const patience = 7 * 24 * 60 * 60 * 1000;

/** Held while the files of a model are written, of a model of the hub whatever its commit. */
const lockOf = (id: string): string => `model ${id.replace(/ [0-9a-f]{40}$/, '')}`;

/** Removes what pages left that were closed while they wrote, and nobody goes on with. */
export async function removeTorn(): Promise<void> {
  if (!canKeep()) return;
  const models = await folder();
  const { held = [] } = await navigator.locks.query();
  for await (const [id, handle] of models.entries()) {
    if (handle.kind !== 'directory' || held.some(({ name }) => name === lockOf(id))) continue;
    const files = await filesOf(handle);
    const waits = id.startsWith(snapshotPrefix) && files.some(isYoung);
    if (!waits && !(await manifestOf(files))) await models.removeEntry(id, { recursive: true });
  }
}

function isYoung({ lastModified }: File): boolean {
  return Date.now() - lastModified < patience;
}

/** Those that are whole. */
export async function keptModels(): Promise<KeptModel[]> {
  if (!canKeep()) return [];
  const models = await folder();
  const found: KeptModel[] = [];
  for await (const [id, handle] of models.entries()) {
    if (handle.kind !== 'directory') continue;
    const files = await filesOf(handle);
    const manifest = await manifestOf(files);
    if (manifest)
      found.push({ id, name: manifest.name, bytes: files.reduce((sum, { size }) => sum + size, 0) });
  }
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

export async function forget(id: string): Promise<void> {
  const models = await folder();
  await models.removeEntry(id, { recursive: true });
}

/** The folder of a kept model. Rejects where it is no longer there. */
export async function keptFolder(id: string, name: string): Promise<Folder> {
  const models = await folder();
  const own = await models.getDirectoryHandle(id).catch(() => undefined);
  if (!own) throw new Error(`${name}: no longer kept in this browser: pick its folder again`);
  return filesFolder(await filesOf(own), name);
}

async function manifestOf(files: readonly File[]): Promise<{ readonly name: string } | undefined> {
  // It is empty until it is whole.
  const manifest = files.find(({ name, size }) => name === manifestName && size > 0);
  return manifest && (JSON.parse(await manifest.text()) as { readonly name: string });
}

/** Writes a file; `told` hears of the bytes of each part. */
async function write(
  directory: FileSystemDirectoryHandle,
  name: string,
  content: ReadableStream<Uint8Array<ArrayBuffer>>,
  told: (bytes: number) => void,
): Promise<void> {
  const handle = await directory.getFileHandle(name, { create: true });
  const writable = await handle.createWritable();
  for await (const chunk of chunksOf(content)) {
    await writable.write(chunk);
    told(chunk.length);
  }
  await writable.close();
}

async function filesOf(directory: FileSystemDirectoryHandle): Promise<File[]> {
  const files: File[] = [];
  for await (const handle of directory.values()) {
    if (handle.kind === 'file') files.push(await handle.getFile());
  }
  return files;
}

/** Where all of them are; it is made where there is none. */
async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle('models', { create: true });
}
