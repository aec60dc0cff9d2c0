import { float16Numbers } from '@gradlens/tensor';

/** What 16 bits mean as a number: IEEE 754 binary16, or bfloat16, the upper half of a binary32. */
export type HalfFormat = 'F16' | 'BF16';

/**
 * The numbers of all 65,536 patterns, by format: looking one up is faster than computing it. Both formats are subsets of
 * float32, so nothing is rounded.
 */
const tables = new Map<HalfFormat, Float32Array>();

/** Writes the numbers that `halves` stand for to the beginning of `target`, exactly. */
export function decodeHalves(format: HalfFormat, halves: Uint16Array, target: Float32Array): void {
  let table = tables.get(format);
  if (!table) {
    table = format === 'F16' ? float16Numbers() : bfloat16Table();
    tables.set(format, table);
  }
  for (let i = 0; i < halves.length; i++) target[i] = table[halves[i]!]!;
}

function bfloat16Table(): Float32Array {
  return new Float32Array(Uint32Array.from({ length: 0x10000 }, (_, half) => half << 16).buffer);
}
