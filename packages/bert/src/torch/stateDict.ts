import { ModelError } from '../errors.ts';
import { show } from '../show.ts';
import { Dict, TorchTensor, type PickleValue } from './values.ts';

/** Where training loops keep the weights beside the optimizer's state: the tutorials of torch, and Lightning. */
const wrappers = ['model_state_dict', 'state_dict', 'model'] as const;

/** What modules around a model put before the names of its tensors: DataParallel, torch.compile, Lightning. */
const prefixes = ['module.', '_orig_mod.', 'model.'] as const;

/**
 * The tensors of a state_dict by their names in the model, however the file nests them. What is no tensor is left out.
 *
 * @param file the file's name for error messages
 * @throws ModelError if there is no tensor
 */
export function findTensors(value: PickleValue, file: string): ReadonlyMap<string, TorchTensor> {
  const dict = unwrapped(value);
  const tensors = new Map<string, TorchTensor>();
  for (const [name, entry] of dict ?? []) {
    if (typeof name === 'string' && entry instanceof TorchTensor) tensors.set(name, entry);
  }
  if (tensors.size === 0) {
    const keys = dict ? [...dict.keys()].slice(0, 5).map(showKey).join(', ') || 'nothing' : 'no dict';
    throw new ModelError(
      `${file}: no weights: expected the tensors of a state_dict by name, or such a dict under ${wrappers.map(show).join(', ')}; found ${keys}`,
    );
  }
  return withoutPrefixes(tensors);
}

/** A dict can hold itself: as deep as every wrapper once, no deeper. */
function unwrapped(value: PickleValue, depth: number = wrappers.length): Dict | undefined {
  if (!(value instanceof Dict)) return undefined;
  const inner = wrappers.map((name) => value.get(name)).find((found) => found instanceof Dict);
  return inner && depth > 0 ? unwrapped(inner, depth - 1) : value;
}

/** Prefixes stand before one another, in a hostile file as often as it likes: hence no recursion. */
function withoutPrefixes(tensors: ReadonlyMap<string, TorchTensor>): ReadonlyMap<string, TorchTensor> {
  let names = [...tensors.keys()];
  for (;;) {
    const prefix = prefixes.find((candidate) => names.every((name) => name.startsWith(candidate)));
    if (prefix === undefined) break;
    names = names.map((name) => name.slice(prefix.length));
  }
  return new Map([...tensors.values()].map((tensor, i) => [names[i]!, tensor]));
}

function showKey(key: PickleValue): string {
  return typeof key === 'string' ? show(key) : typeof key === 'bigint' ? String(key) : 'another key';
}
