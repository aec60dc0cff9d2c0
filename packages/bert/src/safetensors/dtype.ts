/** Bits of an element, for every dtype that the format knows (`Dtype` in the Rust crate's `tensor.rs`, 0.8). */
const bits = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

export type Dtype = keyof typeof bits;

/** The dtypes of numbers that weights can have. */
export const floatDtypes = ['F32', 'F16', 'BF16'] as const satisfies readonly Dtype[];

/** The dtypes whose values can be read; a file may hold others. */
export const readableDtypes = [...floatDtypes, 'I64'] as const satisfies readonly Dtype[];

export type FloatDtype = (typeof floatDtypes)[number];

export type ReadableDtype = (typeof readableDtypes)[number];

export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(bits, name);
}

export function isFloat(dtype: Dtype): dtype is FloatDtype {
  return floatDtypes.some((float) => float === dtype);
}

export function isReadable(dtype: Dtype): dtype is ReadableDtype {
  return readableDtypes.some((readable) => readable === dtype);
}

/** Of a tensor of that many elements; not a whole number where elements smaller than a byte leave a rest. */
export function byteLength(dtype: Dtype, elements: number): number {
  return (elements * bits[dtype]) / 8;
}
