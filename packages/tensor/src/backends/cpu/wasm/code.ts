/**
 * WebAssembly as text that is bytes: a `Code` is the encoding of an expression or of statements, and functions named after the instructions put
 * them together (https://webassembly.github.io/spec/core/binary/). Only what the kernels need.
 *
 * Code holds the code that it is made of, instead of a copy, so that a byte is copied once, when the module is written.
 */
export type Code = readonly (number | Code)[];

/** Value types. */
export const type = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;
export type ValueType = (typeof type)[keyof typeof type];

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function float32(value: number): number[] {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}

export function sequence(...codes: readonly Code[]): Code {
  return codes;
}

const plain =
  (opcode: number) =>
  (...operands: readonly Code[]): Code => [...operands, opcode];
const simd =
  (opcode: number) =>
  (...operands: readonly Code[]): Code => [...operands, 0xfd, ...unsigned(opcode)];
/** Memory instructions: the address, a constant offset, and the value where one is stored. */
const memory =
  (prefix: readonly number[], alignment: number) =>
  (address: Code, offset = 0, value: Code = []): Code => [
    address,
    value,
    ...prefix,
    alignment,
    ...unsigned(offset),
  ];

export const local = {
  get: (index: number): Code => [0x20, ...unsigned(index)],
  set: (index: number, value: Code): Code => [value, 0x21, ...unsigned(index)],
};

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  load: memory([0x28], 2),
  store: memory([0x36], 2),
  add: plain(0x6a),
  sub: plain(0x6b),
  mul: plain(0x6c),
  divU: plain(0x6e),
  remU: plain(0x70),
  and: plain(0x71),
  eq: plain(0x46),
  eqz: plain(0x45),
  ltU: plain(0x49),
  geU: plain(0x4f),
  select: (whenTrue: Code, whenFalse: Code, condition: Code): Code => [whenTrue, whenFalse, condition, 0x1b],
};

export const f32 = {
  const: (value: number): Code => [0x43, ...float32(value)],
  load: memory([0x2a], 2),
  store: memory([0x38], 2),
  sqrt: plain(0x91),
  add: plain(0x92),
  mul: plain(0x94),
  div: plain(0x95),
  max: plain(0x97),
  fromInt: plain(0xb3),
  fromBits: plain(0xbe),
};

/** Bulk memory: bytes from one address to another (they may overlap), and one byte again and again. */
export const bytes = {
  copy: (to: Code, from: Code, count: Code): Code => [to, from, count, 0xfc, 0x0a, 0, 0],
  clear: (at: Code, count: Code): Code => [...at, i32.const(0), count, 0xfc, 0x0b, 0],
};

export const v128 = {
  load: memory([0xfd, 0x00], 2),
  /** One number in the first lane, zeros in the others. */
  loadOne: memory([0xfd, ...unsigned(0x5c)], 2),
  loadSplat: memory([0xfd, 0x09], 2),
  store: memory([0xfd, 0x0b], 2),
  storeOne: (address: Code, offset: number, value: Code): Code => [
    address,
    value,
    0xfd,
    ...unsigned(0x5a),
    2,
    ...unsigned(offset),
    0,
  ],
  and: simd(0x4e),
  andNot: simd(0x4f),
  or: simd(0x50),
  xor: simd(0x51),
  /** `whenTrue` where the mask's bits are set. */
  select: (whenTrue: Code, whenFalse: Code, mask: Code): Code => simd(0x52)(whenTrue, whenFalse, mask),
};

const splat = (value: number, bytes: (value: number) => number[]): Code => {
  const lane = bytes(value);
  return [0xfd, 0x0c, ...lane, ...lane, ...lane, ...lane];
};

export const f32x4 = {
  const: (value: number): Code => splat(value, float32),
  splat: simd(0x13),
  lane: (value: Code, index: number): Code => [value, 0xfd, 0x1f, index],
  eq: simd(0x41),
  ne: simd(0x42),
  lt: simd(0x43),
  gt: simd(0x44),
  abs: simd(0xe0),
  neg: simd(0xe1),
  sqrt: simd(0xe3),
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  min: simd(0xe8),
  max: simd(0xe9),
  nearest: simd(0x6a),
  fromInt: simd(0xfa),
  /** a·b + c, rounded once or twice as the processor likes: of the relaxed SIMD extension. */
  relaxedMultiplyAdd: simd(0x105),
  /** Lanes of two vectors: 0 to 3 of the first, 4 to 7 of the second. */
  shuffle: (a: Code, b: Code, lanes: readonly number[]): Code => [
    a,
    b,
    0xfd,
    0x0d,
    ...lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
  ],
};

export const i32x4 = {
  const: (value: number): Code => splat(value, (lane) => [...new Uint8Array(Int32Array.of(lane).buffer)]),
  /** 0, 1, 2, 3 */
  count: [0xfd, 0x0c, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0] as Code,
  splat: simd(0x11),
  shiftLeft: (value: Code, bits: number): Code => simd(0xab)(value, i32.const(bits)),
  shiftRight: (value: Code, bits: number): Code => simd(0xad)(value, i32.const(bits)),
  add: simd(0xae),
  sub: simd(0xb1),
  mul: simd(0xb5),
  fromFloat: simd(0xf8),
};

export function call(index: number, ...operands: readonly Code[]): Code {
  return [...operands, 0x10, ...unsigned(index)];
}

/** Runs `body` while `index` (an i32 local) goes from `start` in steps until it reaches `end`; not at all where there is no room. */
export function loop(index: number, start: Code, end: Code, step: number, body: Code): Code {
  const advance = local.set(index, i32.add(local.get(index), i32.const(step)));
  const done = i32.geU(local.get(index), end);
  // block { loop { if done: leave; body; advance; again } }
  return [local.set(index, start), 0x02, 0x40, 0x03, 0x40, done, 0x0d, 1, body, advance, 0x0c, 0, 0x0b, 0x0b];
}

export function when(condition: Code, then: Code, otherwise: Code = []): Code {
  return [condition, 0x04, 0x40, then, ...(otherwise.length > 0 ? [0x05, otherwise] : []), 0x0b];
}
