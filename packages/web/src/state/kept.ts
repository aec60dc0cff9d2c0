import { isModelFile } from '@gradlens/bert';
import { signal } from '@preact/signals';
import { messageOf } from '../compute/errors.ts';
import type { ByteProgress } from '../compute/protocol.ts';
import { missingFrom } from '../models/files.ts';
import { canKeep, forget, keep, keptModels, type KeptModel, removeTorn } from '../models/kept.ts';
import { device, modelFailure, openModel } from './model.ts';

/** Models that are kept in this browser. */
export const kept = signal<readonly KeptModel[]>([]);
/** Whether a model that is opened is to be kept. */
export const wished = signal(false);
/** What is being copied into it. */
export const keeping = signal<ByteProgress | null>(null);

export async function listKept(): Promise<void> {
  try {
    await removeTorn();
    kept.value = await keptModels();
  } catch {
    // A browser that keeps nothing, in private windows for example.
    kept.value = [];
  }
}

/** Opens a model of picked files, and keeps it where that is wished. */
export async function openFiles(picked: readonly File[], folder: string | undefined): Promise<void> {
  const atTop = picked.filter(isAtTop);
  const files = atTop.filter((file) => isModelFile(file.name));
  const name = folder ?? folderOf(picked) ?? (await configuredName(files)) ?? 'the picked files';
  const missing = missingFrom(
    name,
    atTop.map((file) => file.name),
  );
  if (missing !== undefined) {
    modelFailure.value = { message: missing, retry: null };
    return;
  }
  if (!(await openModel({ kind: 'files', name, files }, device.value)) || !wished.value || !canKeep()) return;
  await changing(() =>
    keep(name, files, (doneBytes, totalBytes) => (keeping.value = { doneBytes, totalBytes })),
  );
  keeping.value = null;
}

/** Opens a model of the hub, and keeps it where that is wished. */
export async function openHub(id: string): Promise<void> {
  await openModel({ kind: 'hub', id, keep: wished.value && canKeep() }, device.value);
  await listKept();
}

export async function forgetKept(id: string): Promise<void> {
  await changing(() => forget(id));
}

async function changing(change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (error) {
    modelFailure.value = { message: messageOf(error), retry: null };
  }
  await listKept();
}

/** What the model was called where it was saved. */
async function configuredName(files: readonly File[]): Promise<string | undefined> {
  const config = files.find((file) => file.name === 'config.json');
  try {
    const { _name_or_path: path } = JSON.parse((await config?.text()) ?? '{}') as { _name_or_path?: unknown };
    return typeof path === 'string' ? path.split(/[/\\]/).findLast((part) => part !== '') : undefined;
  } catch {
    // What is wrong with it is said when it is opened.
    return undefined;
  }
}

function folderOf([first]: readonly File[]): string | undefined {
  const [folder, ...rest] = (first?.webkitRelativePath ?? '').split('/');
  return rest.length > 0 ? folder : undefined;
}

/** A training run leaves folders with files of the same names beside a model's own. */
function isAtTop({ webkitRelativePath }: File): boolean {
  return (webkitRelativePath ?? '').split('/').length <= 2;
}
