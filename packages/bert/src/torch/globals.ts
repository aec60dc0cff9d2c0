import { byteLength, type Dtype } from '../safetensors/dtype.ts';
import { dtypeGlobals, storageGlobals } from './dtype.ts';
import { Dict, Global, Opaque, TorchStorage, TorchTensor, Tuple, type PickleValue } from './values.ts';

type Arguments = readonly PickleValue[];

/**
 * What stands for a call of each global that a state_dict may name. Nothing of the file is ever looked up or run; these are
 * a part of the list by which torch itself loads weights alone (`torch/_weights_only_unpickler.py`, `_get_allowed_globals`).
 */
const calls: ReadonlyMap<string, (args: Arguments) => PickleValue> = new Map<
  string,
  (args: Arguments) => PickleValue
>([
  ['collections.OrderedDict', emptyDict],
  ['collections.Counter', opaque],
  ['torch._utils._rebuild_tensor_v2', tensor],
  ['torch._utils._rebuild_tensor_v3', typedTensor],
  ['torch._utils._rebuild_parameter', parameter],
  ['torch._utils._rebuild_parameter_with_state', parameter],
  ['torch.Size', opaque],
  ['torch.device', opaque],
  ['_codecs.encode', opaque],
  ['builtins.set', opaque],
  ['__builtin__.set', opaque],
]);

/** Of a tensor, as torch itself counts them (`dim_bitset_size` in `ATen/WrapDimUtilsMulti.h`). */
const maximumDimensions = 64;

/** Storages without a dtype of their own, counted in bytes. */
const untyped: ReadonlySet<string> = new Set(['torch.storage.UntypedStorage', 'torch.UntypedStorage']);

export function isAllowed({ name }: Global): boolean {
  return calls.has(name) || untyped.has(name) || storageGlobals.has(name) || dtypeGlobals.has(name);
}

/**
 * What a call of an allowed global gives.
 *
 * @throws SyntaxError for arguments that torch does not write
 */
export function call({ name }: Global, args: Arguments): PickleValue {
  const stand = calls.get(name);
  if (!stand) throw new SyntaxError(`${name} is called, which nothing needs`);
  return stand(args);
}

/**
 * The storage of a persistent id, `("storage", class, key, location, elements)`: `torch/serialization.py`, `persistent_id`.
 *
 * @throws SyntaxError for anything else
 */
export function storage(id: PickleValue): TorchStorage {
  const [kind, type, key, , elements, ...others] = id instanceof Tuple ? id.items : [];
  if (kind !== 'storage' || !(type instanceof Global) || typeof key !== 'string' || others.length > 0) {
    throw new SyntaxError('a persistent id is not that of a storage');
  }
  const dtype = untyped.has(type.name) ? 'U8' : storageGlobals.get(type.name);
  if (!dtype) throw new SyntaxError(`${type.name} is not a storage`);
  return new TorchStorage(key, dtype, size(elements, 'the size of a storage'));
}

/** Its entries are set afterwards. To copy another dict, again and again, would take memory without end. */
function emptyDict(args: Arguments): Dict {
  if (args.length > 0)
    throw new SyntaxError('an OrderedDict is made of something, which torch does not write');
  return new Dict();
}

function opaque(): Opaque {
  return new Opaque();
}

/** `(data, requires_grad, backward_hooks)`, with `state` for the attributes that somebody gave it. */
function parameter(args: Arguments): TorchTensor {
  const [data] = checked(args, 3, 4, 1);
  if (!(data instanceof TorchTensor)) {
    throw new SyntaxError('a parameter is made of something other than a tensor');
  }
  return data;
}

/** `(storage, storage_offset, size, stride, requires_grad, backward_hooks, metadata)`. */
function tensor(args: Arguments): TorchTensor {
  const [store, offset, shape, strides, , , metadata] = checked(args, 6, 7, 4);
  if (!(store instanceof TorchStorage)) {
    throw new SyntaxError('a tensor is made of something other than a storage');
  }
  return viewOf(store, store.dtype, offset, shape, strides, metadata);
}

/** `(storage, storage_offset, size, stride, requires_grad, backward_hooks, dtype, metadata)`. */
function typedTensor(args: Arguments): TorchTensor {
  const [store, offset, shape, strides, , , type, metadata] = checked(args, 7, 8, 4);
  const dtype = type instanceof Global ? dtypeGlobals.get(type.name) : undefined;
  if (!(store instanceof TorchStorage) || !dtype) {
    throw new SyntaxError('a tensor is made of something other than a storage and a dtype');
  }
  return viewOf(store, dtype, offset, shape, strides, metadata);
}

/** As many arguments as torch takes, `requires_grad` among them. */
function checked(args: Arguments, least: number, most: number, requiresGrad: number): Arguments {
  if (args.length < least || args.length > most || typeof args[requiresGrad] !== 'boolean') {
    throw new SyntaxError('a tensor is made with other arguments than torch writes');
  }
  return args;
}

function viewOf(
  store: TorchStorage,
  dtype: Dtype,
  offset: PickleValue | undefined,
  shape: PickleValue | undefined,
  strides: PickleValue | undefined,
  metadata: PickleValue | undefined,
): TorchTensor {
  if ((metadata ?? null) !== null && !(metadata instanceof Dict && metadata.size === 0)) {
    throw new SyntaxError('a tensor is a negative or conjugate view; save tensor.clone() instead');
  }
  const made = new TorchTensor(
    store,
    dtype,
    size(offset, 'the offset of a tensor'),
    sizes(shape, 'the size of a tensor'),
    sizes(strides, 'the stride of a tensor'),
  );
  if (made.shape.length !== made.strides.length)
    throw new SyntaxError('a tensor has more sizes than strides');
  const elements = made.shape.reduce((product, dimension) => product * dimension, 1);
  const last = made.shape.reduce(
    (index, dimension, i) => index + (dimension - 1) * made.strides[i]!,
    made.offset,
  );
  const available = Math.floor(byteLength(store.dtype, store.elements) / byteLength(dtype, 1));
  if (!Number.isSafeInteger(elements) || (elements > 0 && last >= available)) {
    throw new SyntaxError('a tensor reaches beyond its storage');
  }
  return made;
}

function sizes(value: PickleValue | undefined, what: string): number[] {
  if (!(value instanceof Tuple)) throw new SyntaxError(`${what} is not a tuple`);
  if (value.items.length > maximumDimensions)
    throw new SyntaxError(`${what} has more than ${maximumDimensions} dimensions`);
  return value.items.map((item) => size(item, what));
}

function size(value: PickleValue | undefined, what: string): number {
  if (typeof value === 'bigint' && value >= 0n && value <= Number.MAX_SAFE_INTEGER) return Number(value);
  throw new SyntaxError(`${what} is not a number of 0 or more`);
}
