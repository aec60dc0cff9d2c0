import type { Dtype } from '../safetensors/dtype.ts';

/** torch's names of dtypes (`torch/storage.py`, `_dtype_to_storage_type_map` and `_new_dtypes`) with those of safetensors. */
const dtypes: readonly (readonly [dtype: string, storage: string | null, ours: Dtype])[] = [
  ['float64', 'DoubleStorage', 'F64'],
  ['float32', 'FloatStorage', 'F32'],
  ['float16', 'HalfStorage', 'F16'],
  ['bfloat16', 'BFloat16Storage', 'BF16'],
  ['int64', 'LongStorage', 'I64'],
  ['int32', 'IntStorage', 'I32'],
  ['int16', 'ShortStorage', 'I16'],
  ['int8', 'CharStorage', 'I8'],
  ['uint8', 'ByteStorage', 'U8'],
  ['bool', 'BoolStorage', 'BOOL'],
  ['complex64', 'ComplexFloatStorage', 'C64'],
  ['uint16', null, 'U16'],
  ['uint32', null, 'U32'],
  ['uint64', null, 'U64'],
  ['float8_e4m3fn', null, 'F8_E4M3'],
  ['float8_e5m2', null, 'F8_E5M2'],
];

/** By the names of globals, such as `torch.float32`. */
export const dtypeGlobals: ReadonlyMap<string, Dtype> = new Map(
  dtypes.map(([dtype, , ours]) => [`torch.${dtype}`, ours]),
);

/** By the names of globals, such as `torch.FloatStorage`. */
export const storageGlobals: ReadonlyMap<string, Dtype> = new Map(
  dtypes.flatMap(([, storage, ours]) => (storage === null ? [] : [[`torch.${storage}`, ours] as const])),
);
