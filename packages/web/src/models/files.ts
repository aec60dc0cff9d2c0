import { weightIndexFileName, weightsFileName } from '@gradlens/bert';

/** What is missing from a folder of such files, as one sentence; undefined where nothing is. */
export function missingFrom(name: string, fileNames: readonly string[]): string | undefined {
  const has = (fileName: string): boolean => fileNames.includes(fileName);
  const hasWeights = has(weightsFileName) || has(weightIndexFileName);
  const missing = [
    ...(has('config.json') ? [] : ['config.json']),
    ...(hasWeights ? [] : [weightsFileName]),
    ...(has('tokenizer.json') || has('vocab.txt') || (has('vocab.json') && has('merges.txt'))
      ? []
      : ['tokenizer.json or vocab.txt']),
  ];
  if (missing.length === 0) return undefined;
  const pickled = fileNames.some((fileName) => /\.(?:bin|pt|pth)$/.test(fileName));
  const advice =
    !hasWeights && pickled
      ? '; pickled weights cannot be read here: make a folder with model.safetensors of them, with gradlens convert or with save_pretrained(folder) of transformers'
      : '';
  return `${name}: there is no ${missing.join(', no ')}${advice}`;
}
