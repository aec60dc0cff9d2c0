import { UnsupportedModelError } from '../errors.ts';
import { show } from '../show.ts';
import type { JsonObject } from './fields.ts';

/**
 * Checks `tokenizer_class` of `tokenizer_config.json`, where it is told; names may end in `Fast`.
 *
 * @throws UnsupportedModelError if it is none of those
 */
export function checkTokenizerClass(config: JsonObject, supported: readonly string[]): void {
  const name = config['tokenizer_class'] ?? null;
  if (name === null) return;
  if (typeof name === 'string' && supported.includes(name.replace(/Fast$/, ''))) return;
  throw new UnsupportedModelError(
    `tokenizer_config.json: tokenizer_class is ${show(name)}, which is not supported; supported: ${supported.join(', ')}`,
  );
}
