import type { NumericArray } from '@gradlens/tensor';

/** Arrays of one length, one after the other. */
export function joined(arrays: readonly NumericArray[]): Float64Array {
  const length = arrays[0]!.length;
  const all = new Float64Array(arrays.length * length);
  for (const [i, array] of arrays.entries()) all.set(array, i * length);
  return all;
}
