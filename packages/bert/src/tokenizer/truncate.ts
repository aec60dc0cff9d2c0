/**
 * How many tokens each of two texts keeps when together they may have `room`: the shorter one all of its own if
 * the longer can make do with the rest, else half each, where the one that was not longer gets the smaller half
 * first. Strategy `longest_first` of the Rust crate's `utils/truncation.rs`.
 */
export function longestFirst(first: number, second: number, room: number): [first: number, second: number] {
  if (first + second <= room) return [first, second];
  const shorter = Math.min(first, second);
  const half = Math.floor(room / 2);
  const [small, large] = 2 * shorter > room ? [half, room - half] : [shorter, room - shorter];
  return first > second ? [large, small] : [small, large];
}
