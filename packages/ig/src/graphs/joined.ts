import type { NumericArray } from '@gradlens/tensor';

/** Arrays of one length, one after the other. */
export function joined(arrays: readonly NumericArray[]): Float32Array | Float64Array {
  const length = arrays[0]!.length;
  const single = arrays.every((array) => array instanceof Float32Array);
  const all = new (single ? Float32Array : Float64Array)(arrays.length * length);
  for (const [i, array] of arrays.entries()) all.set(array, i * length);
  return all;
}
