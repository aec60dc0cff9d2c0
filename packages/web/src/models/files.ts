/** The files that a model is made of. */
export const modelFileNames = [
  'config.json',
  'model.safetensors',
  'tokenizer.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'tokenizer_config.json',
  'special_tokens_map.json',
] as const;

/** What is missing from a folder of such files, as one sentence; undefined where nothing is. */
export function missingFrom(name: string, fileNames: readonly string[]): string | undefined {
  const has = (fileName: string): boolean => fileNames.includes(fileName);
  const missing = [
    ...(has('config.json') ? [] : ['config.json']),
    ...(has('model.safetensors') ? [] : ['model.safetensors']),
    ...(has('tokenizer.json') || has('vocab.txt') || (has('vocab.json') && has('merges.txt'))
      ? []
      : ['tokenizer.json or vocab.txt']),
  ];
  if (missing.length === 0) return undefined;
  const pickled = fileNames.some((fileName) => /\.(?:bin|pt|pth)$/.test(fileName));
  const advice =
    !has('model.safetensors') && pickled
      ? '; pickled weights cannot be read: save them with save_pretrained(folder), which writes model.safetensors'
      : '';
  return `${name}: there is no ${missing.join(', no ')}${advice}`;
}
