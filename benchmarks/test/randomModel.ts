import { loadClassifier, memorySource, writeSafetensors } from '@gradlens/bert';
import type { Backend } from '@gradlens/tensor';
import { bertBase, drawTensors, vocabulary } from '../src/ig/checkpoint.ts';

/** config.json of a model with BERT-base's vocabulary and hardly anything else of it. */
export const small = {
  ...bertBase,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 12,
};

/** The small model with the weights that are drawn for it. */
export function loadSmall(backend: Backend) {
  const files = new Map<string, string | Uint8Array>([
    ['config.json', JSON.stringify(small)],
    ['vocab.txt', vocabulary(small.vocab_size)],
    ['model.safetensors', writeSafetensors(drawTensors(small), { format: 'pt' })],
  ]);
  const folder = {
    name: 'random',
    open: async (name: string) => {
      const content = files.get(name);
      return content === undefined ? undefined : memorySource(Buffer.from(content), name);
    },
  };
  return loadClassifier(folder, backend);
}
