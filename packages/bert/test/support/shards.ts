import { memorySource } from '../../src/bytes/source.ts';
import { openSafetensors } from '../../src/safetensors/reader.ts';
import { writeSafetensors, type TensorToWrite } from '../../src/safetensors/writer.ts';

export type Files = Record<string, Uint8Array>;

/**
 * The weights of a safetensors file, in shards with an index as transformers writes them.
 *
 * @param shardOf which of them, from 0 on, a tensor goes to
 */
export async function shardsOf(
  weights: Uint8Array,
  shards: number,
  shardOf: (tensor: string, index: number) => number,
): Promise<Files> {
  const whole = await openSafetensors(memorySource(weights, 'weights'));
  const parts: TensorToWrite[][] = Array.from({ length: shards }, () => []);
  const weightMap: Record<string, string> = {};
  const nameOf = (shard: number): string =>
    `model-${String(shard + 1).padStart(5, '0')}-of-${String(shards).padStart(5, '0')}.safetensors`;
  for (const [index, name] of [...whole.tensors.keys()].entries()) {
    const shard = shardOf(name, index);
    parts[shard]!.push((await whole.read(name)) as TensorToWrite);
    weightMap[name] = nameOf(shard);
  }
  const used = parts.map((tensors, shard) => [nameOf(shard), tensors] as const);
  return {
    ...Object.fromEntries(
      used.map(([name, tensors]) => [name, writeSafetensors(tensors, { format: 'pt' })] as const),
    ),
    'model.safetensors.index.json': new TextEncoder().encode(
      JSON.stringify({ metadata: { total_size: 1.5e3 }, weight_map: weightMap }),
    ),
  };
}
