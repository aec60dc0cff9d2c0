/** The files that a model is made of. */
export declare const modelFileNames: readonly [
  'config.json',
  'model.safetensors',
  'tokenizer.json',
  'vocab.txt',
  'tokenizer_config.json',
  'special_tokens_map.json',
];
/** What is missing from a folder of such files, as one sentence; undefined where nothing is. */
export declare function missingFrom(name: string, fileNames: readonly string[]): string | undefined;
