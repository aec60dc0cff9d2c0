import type { Folder } from '../bytes/folder.ts';
import type { ByteSource } from '../bytes/source.ts';
import { readText } from '../bytes/text.ts';
import { ModelError, UnsupportedModelError } from '../errors.ts';
import type { Dtype } from '../safetensors/dtype.ts';
import { openSafetensors, type Safetensors } from '../safetensors/reader.ts';
import { showShape } from '../show.ts';
import { parseConfig, type BertConfig } from './config.ts';
import { checkFinite } from './finite.ts';
import { compareTensors, type CheckpointReport } from './report.ts';
import { tensorShapes } from './tensorShapes.ts';

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
  /** Of the weights' file. */
  readonly fileBytes: number;
  readonly metadata: ReadonlyMap<string, string>;
  /** Of the model's tensors that are there, by dtype and in all. */
  readonly dtypes: readonly ({ readonly dtype: Dtype } & Counts)[];
  readonly total: Counts;
  /** Those of `tokenizerFileNames` that are there. */
  readonly tokenizerFiles: readonly string[];
  readonly report: CheckpointReport;
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
] as const;

const configFileName = 'config.json';
const weightsFileName = 'model.safetensors';

const architecture = 'BertForSequenceClassification';

/** Weights in forms that cannot be read, and what to do about each. */
const otherWeights: readonly (readonly [fileName: string, advice: string])[] = [
  [
    'model.safetensors.index.json',
    'its weights are split into several files, which is not supported yet; save them as one with model.save_pretrained(folder, max_shard_size="100GB")',
  ],
  [
    'pytorch_model.bin',
    `its only weights are the pickled pytorch_model.bin; save them as ${weightsFileName} with AutoModelForSequenceClassification.from_pretrained(folder).save_pretrained(folder)`,
  ],
];

/**
 * Reads a classifier's weights one by one; `take` makes of each what is wanted, so that they need not be in memory together.
 *
 * @throws ModelError if a file is missing or damaged, or a tensor missing, misshapen or not finite
 * @throws UnsupportedModelError if the model is not a BERT classifier of sequences
 */
export async function takeCheckpoint<Taken>(
  folder: Folder,
  take: (weight: Weight, name: string) => Taken | Promise<Taken>,
  options: ReadOptions = {},
): Promise<Checkpoint<Taken>> {
  return withFiles(folder, async ({ config, source, weights, report, storedNames }) => {
    checkComplete(report, config, source.name);
    const totalBytes = count(storedNames.values(), weights).bytes;
    let loadedBytes = 0;
    const tensors = new Map<string, Taken>();
    for (const [name, stored] of storedNames) {
      options.signal?.throwIfAborted();
      const { shape, dtype, data } = await weights.read(stored);
      if (dtype === 'I64')
        throw new ModelError(`${source.name}: tensor "${stored}" is I64; expected F32, F16 or BF16`);
      checkFinite(data, shape, stored, source.name);
      tensors.set(name, await take({ shape, data }, name));
      loadedBytes += count([stored], weights).bytes;
      options.onProgress?.({ loadedBytes, totalBytes });
    }
    return { name: folder.name, config, tensors, report };
  });
}

/** All weights of a classifier, in memory; errors as in `takeCheckpoint`. */
export function readCheckpoint(folder: Folder, options: ReadOptions = {}): Promise<Checkpoint<Weight>> {
  return takeCheckpoint(folder, (weight) => weight, options);
}

/**
 * Tells what a checkpoint holds without reading a tensor. Missing and misshapen tensors are reported, not refused.
 *
 * @throws ModelError if a file is missing or damaged
 * @throws UnsupportedModelError if the configuration is not that of a BERT encoder
 */
export async function inspectCheckpoint(folder: Folder): Promise<CheckpointSummary> {
  return withFiles(folder, async ({ config, source, weights, report, storedNames }) => {
    const stored = [...storedNames.values()];
    const dtypeOf = (name: string) => weights.tensors.get(name)!.dtype;
    const present = await Promise.all(tokenizerFileNames.map((fileName) => exists(folder, fileName)));
    return {
      name: folder.name,
      config,
      fileBytes: source.size,
      metadata: weights.metadata,
      dtypes: [...new Set(stored.map(dtypeOf))].map((dtype) => ({
        dtype,
        ...count(
          stored.filter((name) => dtypeOf(name) === dtype),
          weights,
        ),
      })),
      total: count(stored, weights),
      tokenizerFiles: tokenizerFileNames.filter((_, index) => present[index]),
      report,
    };
  });
}

interface Files {
  readonly config: BertConfig;
  readonly source: ByteSource;
  readonly weights: Safetensors;
  readonly report: CheckpointReport;
  readonly storedNames: ReadonlyMap<string, string>;
}

/** The configuration comes first: of a model that is not supported, the state of its weights does not matter. */
async function withFiles<T>(folder: Folder, use: (files: Files) => Promise<T>): Promise<T> {
  const config = await readConfig(folder);
  const source = await openWeights(folder);
  try {
    const weights = await openSafetensors(source);
    return await use({ config, source, weights, ...compareTensors(tensorShapes(config), weights.tensors) });
  } finally {
    await source.close();
  }
}

async function readConfig(folder: Folder): Promise<BertConfig> {
  const text = await readText(folder, configFileName);
  if (text !== undefined) return parseConfig(text, `${folder.name}/${configFileName}`);
  throw new ModelError(`${folder.name}: no ${configFileName}; expected the folder of a Hugging Face model`);
}

async function openWeights(folder: Folder): Promise<ByteSource> {
  const source = await folder.open(weightsFileName);
  if (source) return source;
  for (const [fileName, advice] of otherWeights) {
    if (await exists(folder, fileName)) throw new ModelError(`${folder.name}: ${advice}`);
  }
  throw new ModelError(`${folder.name}: no ${weightsFileName}; expected the folder of a Hugging Face model`);
}

async function exists(folder: Folder, fileName: string): Promise<boolean> {
  const source = await folder.open(fileName);
  await source?.close();
  return source !== undefined;
}

function checkComplete({ missing, misshapen }: CheckpointReport, config: BertConfig, fileName: string): void {
  const faults = [
    ...missing.map((name) => `"${name}" is missing`),
    ...misshapen.map(
      ({ name, expected, found }) => `"${name}" is ${showShape(found)} instead of ${showShape(expected)}`,
    ),
  ];
  if (faults.length === 0) return;
  const rest = faults.length > 3 ? ` and ${faults.length - 3} more` : '';
  const sentence = `${faults.slice(0, 3).join(', ')}${rest}`;
  if (config.architecture !== architecture) {
    throw new UnsupportedModelError(
      `${fileName}: a ${config.architecture} is not supported; supported: ${architecture} (${sentence})`,
    );
  }
  throw new ModelError(`${fileName}: not the weights that ${configFileName} describes: ${sentence}`);
}

function count(names: Iterable<string>, weights: Safetensors): Counts {
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
