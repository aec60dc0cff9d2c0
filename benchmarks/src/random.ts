/** Tommy Ettinger's generator mulberry32, with 32 bits of state: numbers in [0, 1), the same ones for the same seed. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Fills an array with normal numbers of mean 0, two from two uniform ones (Box and Muller 1958). */
export function fillNormal(numbers: Float32Array, deviation: number, random: () => number): Float32Array {
  for (let i = 0; i < numbers.length; i += 2) {
    // 1 − u lies in (0, 1], where the logarithm is finite.
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    numbers[i] = radius * Math.cos(angle);
    // Beyond the end of an odd length nothing is written.
    numbers[i + 1] = radius * Math.sin(angle);
  }
  return numbers;
}
