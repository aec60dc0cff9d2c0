import { ModelError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { isWeightsName } from '../modelFiles.ts';
import { isObject, show } from '../show.ts';

/** More are a mistake: shards have some gigabytes each. */
const maximumShards = 256;

/**
 * Reads `model.safetensors.index.json`, which tells in which file of the folder each tensor is, as `save_pretrained` of transformers writes it.
 *
 * @param name the file's name for error messages
 * @returns file names by tensor, at least one
 * @throws ModelError if it is no such index, or names a file outside the folder
 */
export function parseWeightIndex(text: string, name: string): ReadonlyMap<string, string> {
  let index: unknown;
  try {
    index = parseJson(text);
  } catch (cause) {
    throw new ModelError(`${name}: not JSON${cause instanceof RangeError ? ` (${cause.message})` : ''}`, {
      cause,
    });
  }
  const map = isObject(index) && 'weight_map' in index ? index.weight_map : undefined;
  if (!isObject(map))
    throw new ModelError(`${name}: "weight_map" is ${show(map)}; expected the shard of each tensor`);
  const shards = new Map<string, string>();
  for (const [tensor, shard] of Object.entries(map) as [string, unknown][]) {
    if (typeof shard !== 'string' || !isWeightsName(shard)) {
      throw new ModelError(
        `${name}: the shard of tensor ${show(tensor)} is ${show(shard)}; expected the name of a .safetensors file in the same folder`,
      );
    }
    shards.set(tensor, shard);
  }
  if (shards.size === 0) throw new ModelError(`${name}: "weight_map" names no tensor`);
  const count = new Set(shards.values()).size;
  if (count > maximumShards)
    throw new ModelError(`${name}: names ${count} shards; at most ${maximumShards} are read`);
  return shards;
}
