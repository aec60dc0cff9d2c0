export const configFileName = 'config.json';
export const weightsFileName = 'model.safetensors';
/** Tells in which shard each tensor is, where the weights are split into several files. */
export const weightIndexFileName = 'model.safetensors.index.json';

/** The files that a model is made of, but for the shards that an index of weights names. */
export const modelFileNames = [
  configFileName,
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  weightsFileName,
  weightIndexFileName,
] as const;

/** The largest of the files that hold a vocabulary: a million entries fit. */
export const maximumTextBytes = 64 * 2 ** 20;
/** Of those that hold settings: what JSON makes of a file can take twenty times its bytes. */
const maximumSettingsBytes = 4 * 2 ** 20;

const settingsFileNames: readonly string[] = [
  configFileName,
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  weightIndexFileName,
];

/** What is read of a text of that name. */
export function maximumBytesOf(fileName: string): number {
  return settingsFileNames.includes(fileName) ? maximumSettingsBytes : maximumTextBytes;
}

/** Whether a file of weights may have that name: one of the model's own folder, no path to another. */
export function isWeightsName(name: string): boolean {
  return name.length <= 128 && /^\w[\w.-]*\.safetensors$/.test(name);
}

/** Whether a file of that name is part of a model. */
export function isModelFile(name: string): boolean {
  return modelFileNames.some((known) => known === name) || isWeightsName(name);
}
