import { classesOf } from '../architectures/heads.ts';
import { wordTableOf } from '../architectures/modules.ts';
import { hasFile, type Folder } from '../bytes/folder.ts';
import { readText } from '../bytes/text.ts';
import { ModelError, UnsupportedModelError } from '../errors.ts';
import { configFileName } from '../modelFiles.ts';
import type { Dtype } from '../safetensors/dtype.ts';
import type { StoredFloats } from '../safetensors/storedFloats.ts';
import { parseConfig, type BertConfig } from './config.ts';
import { checkFinite } from './finite.ts';
import { compareTensors, faults, type CheckpointReport } from './report.ts';
import { bytesOnDevice } from './tensorShapes.ts';
import { openWeights, type WeightFiles } from './weightFiles.ts';

/** A weight as its file has it. */
export interface StoredWeight {
  readonly shape: readonly number[];
  readonly numbers: StoredFloats;
}

/** A weight as float32. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A classifier's configuration, and what became of its weights. */
export interface Checkpoint<Taken> {
  /** The folder's. */
  readonly name: string;
  readonly config: BertConfig;
  /** By the names of `tensorShapes`, whatever the file calls them; every one is there, finite and of its shape. */
  readonly tensors: ReadonlyMap<string, Taken>;
  /** `missing` and `misshapen` are empty. */
  readonly report: CheckpointReport;
}

/** What a checkpoint holds, from its headers alone. */
export interface CheckpointSummary {
  readonly name: string;
  readonly config: BertConfig;
  /** Of the weights' files together. */
  readonly fileBytes: number;
  readonly metadata: ReadonlyMap<string, string>;
  /** Of the model's tensors that are there, by dtype and in all. */
  readonly dtypes: readonly ({ readonly dtype: Dtype } & Counts)[];
  readonly total: Counts;
  /** Of the weights as float32, but for the table of words: what loading puts on the device. */
  readonly deviceBytes: number;
  /** The same on WebGPU, where matrices of float16 stay so. */
  readonly gpuBytes: number;
  /** Of the table of words, which stays with the host as its file has it; 0 if there is none. */
  readonly wordTableBytes: number;
  /** Those of `tokenizerFileNames` that are there. */
  readonly tokenizerFiles: readonly string[];
  readonly report: CheckpointReport;
  /** Why the model cannot be made of these weights; null if nothing keeps it from that but, perhaps, their numbers. */
  readonly problem: string | null;
}

export interface Counts {
  readonly tensors: number;
  readonly parameters: number;
  readonly bytes: number;
}

export interface LoadProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** The files that a tokenizer can be made of. */
export const tokenizerFileNames = [
  'tokenizer.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
] as const;

/** Makes of a weight what is wanted. */
export type TakeWeight<Taken> = (weight: StoredWeight, name: string) => Taken | Promise<Taken>;

/**
 * Reads a classifier's weights one by one, so that they need not be in memory together; `taking` sees the configuration first, and may refuse it.
 *
 * @throws ModelError if a file is missing or damaged, or a tensor missing, misshapen or not finite
 * @throws UnsupportedModelError if the model is of another kind than those of `architectures/`
 */
export async function takeCheckpoint<Taken>(
  folder: Folder,
  taking: (config: BertConfig) => TakeWeight<Taken>,
  options: ReadOptions = {},
): Promise<Checkpoint<Taken>> {
  return withFiles(folder, async ({ config, weights, report, storedNames }) => {
    const problem = problemOf(report, config, weights.name);
    if (problem) throw problem;
    const take = taking(config);
    const totalBytes = count(storedNames.values(), weights).bytes;
    let loadedBytes = 0;
    const tensors = new Map<string, Taken>();
    for (const [name, stored] of storedNames) {
      options.signal?.throwIfAborted();
      const { shape } = weights.tensors.get(stored)!;
      const numbers = await weights.readFloats(stored, (more) => {
        options.signal?.throwIfAborted();
        options.onProgress?.({ loadedBytes: (loadedBytes += more), totalBytes });
      });
      checkFinite(numbers, shape, stored, weights.fileOf(stored));
      tensors.set(name, await take({ shape, numbers }, name));
    }
    return { name: folder.name, config, tensors, report };
  });
}

/** All weights of a classifier, in memory; errors as in `takeCheckpoint`. */
export function readCheckpoint(folder: Folder, options: ReadOptions = {}): Promise<Checkpoint<Weight>> {
  const take: TakeWeight<Weight> = ({ shape, numbers }) => ({ shape, data: numbers.toFloat32() });
  return takeCheckpoint(folder, () => take, options);
}

/**
 * Tells what a checkpoint holds without reading a tensor. Missing and misshapen tensors are reported, not refused.
 *
 * @throws ModelError if a file is missing or damaged
 * @throws UnsupportedModelError if the configuration is not that of a model of BERT's family
 */
export async function inspectCheckpoint(folder: Folder): Promise<CheckpointSummary> {
  return withFiles(folder, async ({ config, weights, report, storedNames }) => {
    const stored = [...storedNames.values()];
    const dtypeOf = (name: string) => weights.tensors.get(name)!.dtype;
    const present = await Promise.all(tokenizerFileNames.map((fileName) => hasFile(folder, fileName)));
    return {
      name: folder.name,
      config,
      fileBytes: weights.fileBytes,
      metadata: weights.metadata,
      dtypes: [...new Set(stored.map(dtypeOf))].map((dtype) => ({
        dtype,
        ...count(
          stored.filter((name) => dtypeOf(name) === dtype),
          weights,
        ),
      })),
      total: count(stored, weights),
      deviceBytes: bytesOnDevice(config),
      gpuBytes: bytesOnDevice(
        config,
        (name) => weights.tensors.get(storedNames.get(name) ?? '')?.dtype === 'F16',
      ),
      wordTableBytes: count(
        stored.filter((name) => name === storedNames.get(wordTableOf(config))),
        weights,
      ).bytes,
      tokenizerFiles: tokenizerFileNames.filter((_, index) => present[index]),
      report,
      problem: problemOf(report, config, weights.name)?.message ?? null,
    };
  });
}

interface Files {
  readonly config: BertConfig;
  readonly weights: WeightFiles;
  readonly report: CheckpointReport;
  readonly storedNames: ReadonlyMap<string, string>;
}

/** The configuration comes first: of a model that is not supported, the state of its weights does not matter. */
async function withFiles<T>(folder: Folder, use: (files: Files) => Promise<T>): Promise<T> {
  const config = await readConfig(folder);
  const weights = await openWeights(folder);
  try {
    return await use({ config, weights, ...compareTensors(config, weights.tensors) });
  } finally {
    await weights.close();
  }
}

async function readConfig(folder: Folder): Promise<BertConfig> {
  const text = await readText(folder, configFileName);
  if (text !== undefined) return parseConfig(text, `${folder.name}/${configFileName}`);
  throw new ModelError(`${folder.name}: no ${configFileName}; expected the folder of a Hugging Face model`);
}

function problemOf(report: CheckpointReport, config: BertConfig, fileName: string): ModelError | undefined {
  const sentence = faults(report);
  if (sentence === undefined) return undefined;
  const supported = classesOf(config);
  if (!supported.includes(config.architecture)) {
    return new UnsupportedModelError(
      `${fileName}: a ${config.architecture} is not supported; supported: ${supported.join(', ')} (${sentence})`,
    );
  }
  return new ModelError(`${fileName}: not the weights that ${configFileName} describes: ${sentence}`);
}

function count(names: Iterable<string>, weights: WeightFiles): Counts {
  let tensors = 0;
  let parameters = 0;
  let bytes = 0;
  for (const name of names) {
    const { shape, begin, end } = weights.tensors.get(name)!;
    tensors++;
    parameters += shape.reduce((product, size) => product * size, 1);
    bytes += end - begin;
  }
  return { tensors, parameters, bytes };
}
