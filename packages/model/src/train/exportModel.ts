import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors, type TensorToWrite } from '@gradlens/bert';
import type { Backend, Variable } from '@gradlens/tensor';
import type { ModelDescription } from './recipe.ts';

/** Writes the model in Hugging Face layout, its weights as float16. */
export async function exportModel(
  folder: string,
  model: ModelDescription,
  vocabulary: readonly string[],
  parameters: ReadonlyMap<string, Variable>,
  backend: Backend,
): Promise<void> {
  const tensors: TensorToWrite[] = [];
  for (const [name, parameter] of parameters) {
    tensors.push({
      name,
      shape: parameter.shape,
      dtype: 'F16',
      data: Float32Array.from(await backend.read(parameter.node)),
    });
  }
  const tokenizer = {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    model_max_length: model.max_position_embeddings,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.safetensors'), writeSafetensors(tensors, { format: 'pt' }));
  await writeFile(join(folder, 'config.json'), `${JSON.stringify(model, null, 2)}\n`);
  await writeFile(join(folder, 'vocab.txt'), `${vocabulary.join('\n')}\n`);
  await writeFile(join(folder, 'tokenizer_config.json'), `${JSON.stringify(tokenizer, null, 2)}\n`);
}
