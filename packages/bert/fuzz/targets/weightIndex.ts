import { parseWeightIndex } from '../../src/checkpoint/weightIndex.ts';
import { alike, demand, encoded, type Target } from './target.ts';

const index = (map: object) => JSON.stringify({ metadata: { total_size: 8 }, weight_map: map });

/** An index of shards: each tensor has the shard that the text says, which is a file of the same folder. */
export const weightIndex: Target = {
  name: 'index',
  corpus: encoded(
    index({ 'a.weight': 'model-00001-of-00002.safetensors', 'a.bias': 'model-00002-of-00002.safetensors' }),
    index({ a: '../model.safetensors', b: 'b/model.safetensors' }),
    index({ a: 'x.safetensors' }),
  ),
  tokens: encoded(
    '"weight_map":',
    '"b":"y.safetensors",',
    '"__proto__":"y.safetensors",',
    '../',
    '/',
    '\\\\',
    '\\u0000',
    '.safetensors',
    ...'[]{}",:'.split(''),
  ),
  json: true,
  check(bytes) {
    const text = new TextDecoder().decode(bytes);
    const shards = parseWeightIndex(text, 'model.safetensors.index.json');
    const { weight_map: map } = JSON.parse(text) as { weight_map: Record<string, string> };
    demand(alike([...shards], Object.entries(map)), 'it says something else');
    for (const shard of shards.values())
      demand(/^[\w.-]+\.safetensors$/.test(shard) && !shard.startsWith('.'), 'a shard is elsewhere');
  },
};
