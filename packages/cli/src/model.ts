import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type BertClassifier,
  directory,
  type Folder,
  hubFolder,
  type LoadOptions,
  loadClassifier,
  modelIdForm,
  parseModelId,
  UnknownModelError,
  weightIndexFileName,
  weightsFileName,
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
const pickledFileName = 'pytorch_model.bin';
const torchFile = /\.(?:pt|pth|bin)$/;
/** What transformers leaves of a training beside the weights. */
const trainingFile = /^(?:training_args|optimizer|scheduler|scaler|rng_state.*)\.(?:pt|pth|bin)$/;

/** Opens a device and the model on it, and frees both after `use`; what `check` throws of its configuration comes before the weights are read. */
export async function withClassifier(
  { model, offline, device }: ModelRequest,
  notices: Notices,
  signal: AbortSignal,
  use: (classifier: BertClassifier) => Promise<void>,
  check?: LoadOptions['check'],
): Promise<void> {
  const folder =
    model === undefined
      ? directory(fileURLToPath(bundledModel))
      : await folderOf(model, { offline, notices, signal });
  const backend = await openBackend(device);
  try {
    notices.progress('loading the model');
    const onProgress = loadProgress(notices);
    await use(await loadClassifier(folder, backend, { signal, onProgress, check }));
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
    if (statSync(model).isDirectory()) {
      refusePickled(model, readdirSync(model));
      return directory(model);
    }
    if (!torchFile.test(model)) return directory(model);
    throw new Error(
      `${model}: a file of torch; make the folder of a model of it: gradlens convert FILE --config bert-base-cased --vocab vocab.txt -o DIR`,
    );
  }
  if (!parseModelId(model)) {
    const [, id] = /^https?:\/\/[^/]+\/([^/?#]+\/[^/?#]+)/.exec(model) ?? [];
    const advice =
      id !== undefined && parseModelId(id) ? `: did you mean ${id}?` : `: expected ${modelIdForm}`;
    throw new Error(`${model || '""'}: no such folder, and no id of a model on the hub${advice}`);
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

/** A folder whose weights are those of torch alone is to be converted. */
function refusePickled(folder: string, fileNames: readonly string[]): void {
  if (fileNames.some((name) => name === weightsFileName || name === weightIndexFileName)) return;
  const [file, ...others] = fileNames
    // A name may be made to do harm in a command that somebody copies.
    .filter((name) => torchFile.test(name) && !trainingFile.test(name) && /^[\w.-]+$/.test(name))
    .toSorted((a, b) => Number(b === pickledFileName) - Number(a === pickledFileName));
  if (file === undefined) return;
  if (/-\d+-of-\d+\.bin$/.test(file)) {
    throw new Error(
      `${folder}: its only weights are ${others.length + 1} pickled files like ${file}; write ${weightsFileName} beside them: python -c 'from transformers import AutoModelForSequenceClassification as M; M.from_pretrained("DIR").save_pretrained("DIR")'`,
    );
  }
  const config = fileNames.includes('config.json') ? 'config.json' : 'bert-base-cased';
  throw new Error(
    `${folder}: its only weights are those of torch in ${file}; make the folder of a model of them: gradlens convert ${file} --config ${config} --vocab vocab.txt -o DIR`,
  );
}
