/** The index along each axis of an element of a row-major tensor. */
export function coordinates(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((size) => {
      const coordinate = rest % size;
      rest = (rest - coordinate) / size;
      return coordinate;
    })
    .toReversed();
}
