import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BertClassifier, directory, loadClassifier } from '@gradlens/bert/node';
import { bundledModel } from '@gradlens/model';
import { type DeviceChoice, openBackend } from '@gradlens/tensor/node';
import type { Notices } from './notices.ts';

export interface ModelRequest {
  /** Its folder; the bundled model's when left out. */
  readonly model?: string;
  readonly device: DeviceChoice;
}

/** Opens a device and the model on it, and frees both after `use`. */
export async function withClassifier(
  { model, device }: ModelRequest,
  notices: Notices,
  signal: AbortSignal,
  use: (classifier: BertClassifier) => Promise<void>,
): Promise<void> {
  const folder = model === undefined ? fileURLToPath(bundledModel) : existingFolder(model);
  const backend = await openBackend(device);
  try {
    notices.progress('loading the model');
    await use(await loadClassifier(directory(folder), backend, { signal }));
  } finally {
    notices.clear();
    await backend.dispose();
  }
}

/** A folder that is there. */
export function existingFolder(path: string): string {
  if (existsSync(path)) return path;
  throw new Error(
    `${path}: no such folder: expected that of a Hugging Face model on this machine, not the name of a model on the hub`,
  );
}
