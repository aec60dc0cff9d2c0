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

/** Whether a file of weights may have that name: one of the model's own folder, no path to another. */
export function isWeightsName(name: string): boolean {
  return name.length <= 128 && /^\w[\w.-]*\.safetensors$/.test(name);
}

/** Whether a file of that name is part of a model. */
export function isModelFile(name: string): boolean {
  return modelFileNames.some((known) => known === name) || isWeightsName(name);
}
