import { signal } from '@preact/signals';
import { messageOf } from '../compute/client.ts';
import type { ByteProgress } from '../compute/protocol.ts';
import { modelFileNames, missingFrom } from '../models/files.ts';
import { canKeep, forget, keep, keptModels, type KeptModel } from '../models/kept.ts';
import { device, openingFailure, openModel } from './model.ts';

/** Models that are kept in this browser. */
export const kept = signal<readonly KeptModel[]>([]);
/** What is being copied into it. */
export const keeping = signal<ByteProgress | null>(null);

export async function listKept(): Promise<void> {
  kept.value = await keptModels();
}

/** Opens a model of picked files, and keeps it where that is wished. */
export async function openFiles(
  picked: readonly File[],
  folder: string | undefined,
  wished: boolean,
): Promise<void> {
  const known: readonly string[] = modelFileNames;
  const name = folder ?? folderOf(picked) ?? 'the picked files';
  const files = picked.filter((file) => known.includes(file.name) && isAtTop(file));
  const missing = missingFrom(
    name,
    picked.filter(isAtTop).map((file) => file.name),
  );
  if (missing !== undefined) {
    openingFailure.value = missing;
    return;
  }
  if (!(await openModel({ kind: 'files', name, files }, device.value)) || !wished || !canKeep()) return;
  try {
    await keep(name, files, (doneBytes, totalBytes) => (keeping.value = { doneBytes, totalBytes }));
  } catch (error) {
    openingFailure.value = messageOf(error);
  } finally {
    keeping.value = null;
    await listKept();
  }
}

export async function forgetKept(name: string): Promise<void> {
  await forget(name);
  await listKept();
}

function folderOf([first]: readonly File[]): string | undefined {
  const [folder, ...rest] = (first?.webkitRelativePath ?? '').split('/');
  return rest.length > 0 ? folder : undefined;
}

/** A training run leaves folders with files of the same names beside a model's own. */
function isAtTop({ webkitRelativePath }: File): boolean {
  return (webkitRelativePath ?? '').split('/').length <= 2;
}
