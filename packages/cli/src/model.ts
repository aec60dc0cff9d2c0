import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type BertClassifier,
  directory,
  type Folder,
  hubFolder,
  loadClassifier,
  modelIdForm,
  parseModelId,
  UnknownModelError,
} from '@gradlens/bert/node';
import { bundledModel } from '@gradlens/model';
import { type DeviceChoice, openBackend } from '@gradlens/tensor/node';
import { fetchProgress, loadProgress } from './byteProgress.ts';
import type { Notices } from './notices.ts';

export interface ModelRequest {
  /** Its folder, or its id on the hub; the bundled model's when left out. */
  readonly model?: string;
  readonly offline?: true;
  readonly device: DeviceChoice;
}

/** What `gradlens convert` reads. */
const torchFile = /\.(?:pt|pth|bin)$/;

/** Opens a device and the model on it, and frees both after `use`. */
export async function withClassifier(
  { model, offline, device }: ModelRequest,
  notices: Notices,
  signal: AbortSignal,
  use: (classifier: BertClassifier) => Promise<void>,
): Promise<void> {
  const folder =
    model === undefined
      ? directory(fileURLToPath(bundledModel))
      : await folderOf(model, { offline, notices, signal });
  const backend = await openBackend(device);
  try {
    notices.progress('loading the model');
    const onProgress = loadProgress(notices);
    await use(await loadClassifier(folder, backend, { signal, onProgress }));
  } finally {
    notices.clear();
    await backend.dispose();
  }
}

/** The folder of that name or, where there is none, the files of the model that has that id on the hub. */
export async function folderOf(
  model: string,
  {
    offline,
    notices,
    signal,
  }: { readonly offline?: true | undefined; readonly notices: Notices; readonly signal: AbortSignal },
): Promise<Folder> {
  if (existsSync(model)) {
    if (!torchFile.test(model) || statSync(model).isDirectory()) return directory(model);
    throw new Error(
      `${model}: a file of torch; make the folder of a model of it: gradlens convert FILE --config bert-base-cased --vocab vocab.txt -o DIR`,
    );
  }
  if (!parseModelId(model)) {
    throw new Error(`${model}: no such folder, and no id of a model on the hub: expected ${modelIdForm}`);
  }
  try {
    return await hubFolder(model, { offline, signal, onProgress: fetchProgress(notices) });
  } catch (error) {
    if (!(error instanceof UnknownModelError)) throw error;
    throw new Error(`${error.message} (nor is there a folder ${model} here)`, { cause: error });
  } finally {
    notices.clear();
  }
}
