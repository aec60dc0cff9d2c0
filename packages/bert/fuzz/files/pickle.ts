import type { Dtype } from '../../src/safetensors/dtype.ts';
import { dtypeGlobals, storageGlobals } from '../../src/torch/dtype.ts';
import {
  Dict,
  Global,
  Opaque,
  TorchStorage,
  TorchTensor,
  Tuple,
  type PickleValue,
} from '../../src/torch/values.ts';
import { joined } from './zipFile.ts';

/** Instructions of a pickle: characters are codes, numbers are bytes, and the rest stands for what follows. */
export type Instruction = string | number | Uint8Array;

const utf8 = new TextEncoder();

/** `assembled(0x80, 2, '}', '.')`: the bytes one after the other. */
export function assembled(...instructions: readonly Instruction[]): Uint8Array {
  return joined(
    instructions.map((part) =>
      typeof part === 'number' ? Uint8Array.of(part) : typeof part === 'string' ? utf8.encode(part) : part,
    ),
  );
}

/** A whole pickle of protocol 2 around some instructions. */
export const pickled = (...instructions: readonly Instruction[]) => assembled(0x80, 2, ...instructions, '.');

export function text(value: string): Uint8Array {
  const bytes = utf8.encode(value);
  return assembled('X', little(bytes.length, 4), bytes);
}

export function integer(value: bigint): Uint8Array {
  if (value >= -(2n ** 31n) && value < 2n ** 31n) return assembled('J', little(Number(value), 4));
  const bytes = Array.from({ length: 255 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
  return assembled(0x8a, bytes.length, Uint8Array.from(bytes));
}

export const global = (name: string) => {
  const dot = name.lastIndexOf('.');
  return assembled('c', name.slice(0, dot), '\n', name.slice(dot + 1), '\n');
};

/**
 * The instructions by which a value is described again, each part wherever it is held; undefined where that is nested very
 * deeply or is very long, as it is of what holds itself.
 */
export function described(value: PickleValue, depth = 50, budget = { parts: 5000 }): Uint8Array | undefined {
  if (depth === 0 || budget.parts-- <= 0) return undefined;
  const parts = (items: readonly PickleValue[]): Uint8Array | undefined => {
    const all: Uint8Array[] = [];
    for (const item of items) {
      const part = described(item, depth - 1, budget);
      if (!part) return undefined;
      all.push(part);
    }
    return joined(all);
  };
  const around = (before: Instruction, items: readonly PickleValue[], after: Instruction) => {
    const inner = parts(items);
    return inner && assembled(before, inner, after);
  };
  if (value === null) return assembled('N');
  if (typeof value === 'boolean') return assembled(value ? 0x88 : 0x89);
  if (typeof value === 'bigint') return integer(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setFloat64(0, value);
    return assembled('G', new Uint8Array(bytes.buffer));
  }
  if (value instanceof Tuple) return around('(', value.items, 't');
  if (value instanceof Dict) return around('}(', [...value].flat(), 'u');
  if (value instanceof Global) return global(value.name);
  if (value instanceof Opaque) return assembled(0x8f);
  if (value instanceof TorchStorage) return storageOf(value);
  if (value instanceof TorchTensor) return tensorOf(value);
  return around('](', value, 'e');
}

/** The name under which a table of globals has a dtype. */
function nameOf(dtype: Dtype, table: ReadonlyMap<string, Dtype>): string {
  return [...table].find(([, ours]) => ours === dtype)![0];
}

function storageOf({ key, dtype, elements }: TorchStorage): Uint8Array {
  const type = global(nameOf(dtype, storageGlobals));
  return assembled('(', text('storage'), type, text(key), text('cpu'), integer(BigInt(elements)), 'tQ');
}

function tensorOf({ storage, dtype, offset, shape, strides }: TorchTensor): Uint8Array {
  const sizes = (list: readonly number[]) =>
    assembled('(', ...list.map((size) => integer(BigInt(size))), 't');
  const view = assembled(
    storageOf(storage),
    integer(BigInt(offset)),
    sizes(shape),
    sizes(strides),
    0x89,
    '}',
  );
  if (dtype === storage.dtype) return assembled(global('torch._utils._rebuild_tensor_v2'), '(', view, 'tR');
  const type = global(nameOf(dtype, dtypeGlobals));
  return assembled(global('torch._utils._rebuild_tensor_v3'), '(', view, type, 'tR');
}

function little(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => (value >> (8 * i)) & 255);
}
