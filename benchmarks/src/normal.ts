import type { Random } from '@gradlens/tensor';

/** Fills an array with normal numbers of mean 0, two from two uniform ones (Box and Muller 1958). */
export function fillNormal(numbers: Float32Array, deviation: number, random: Random): Float32Array {
  for (let i = 0; i < numbers.length; i += 2) {
    // 1 − u lies in (0, 1], where the logarithm is finite.
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    numbers[i] = radius * Math.cos(angle);
    // Beyond the end of an odd length nothing is written.
    numbers[i + 1] = radius * Math.sin(angle);
  }
  return numbers;
}
