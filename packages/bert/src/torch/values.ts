import type { Dtype } from '../safetensors/dtype.ts';

/**
 * What a pickle holds. Integers are bigint, so that a float is never taken for a size; lists are arrays. What a checkpoint
 * may hold beside its weights (sets, bytes, devices) is Opaque: it is there, and nobody asks what it is.
 */
export type PickleValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly PickleValue[]
  | Tuple
  | Dict
  | Global
  | TorchStorage
  | TorchTensor
  | Opaque;

export class Tuple {
  readonly items: readonly PickleValue[];

  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** A dict or an OrderedDict. Keys that are no strings or numbers are told apart by identity. */
export class Dict extends Map<PickleValue, PickleValue> {}

/** A class or function by its name, `module.name`. It is never looked up. */
export class Global {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

export class Opaque {}

/** The numbers that tensors are views of: the record `data/<key>` of the archive. */
export class TorchStorage {
  readonly key: string;
  /** Of one byte where the storage has no type. */
  readonly dtype: Dtype;
  readonly elements: number;

  constructor(key: string, dtype: Dtype, elements: number) {
    this.key = key;
    this.dtype = dtype;
    this.elements = elements;
  }
}

/** A view of a storage. Offset and strides count elements of `dtype`; every element lies within the storage. */
export class TorchTensor {
  readonly storage: TorchStorage;
  readonly dtype: Dtype;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(
    storage: TorchStorage,
    dtype: Dtype,
    offset: number,
    shape: readonly number[],
    strides: readonly number[],
  ) {
    this.storage = storage;
    this.dtype = dtype;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}
