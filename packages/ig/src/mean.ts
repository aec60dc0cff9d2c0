/** The mean of arrays, element by element. */
export function mean(arrays: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(
    { length: arrays[0]!.length },
    (_, i) => arrays.reduce((sum, array) => sum + array[i]!, 0) / arrays.length,
  );
}
