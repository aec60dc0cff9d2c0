import { elementwise } from './elementwise.ts';

/**
 * Counter-based random numbers: a hash of (seed, salt, position) to 24 bits, divided by 2²⁴, which float32 holds exactly.
 * The hash is `lowbias32` (Wellons 2018, "Prospecting for hash functions"), applied once for each part.
 */
export const uniform = elementwise<{ readonly salt: number }>({
  name: 'uniform',
  inputs: [{ dtype: 'i32', range: [-1000, 1000] }],
  sampleAttrs: { salt: 7 },
  scalar: ([seed], { salt }, index) =>
    (lowbias32(lowbias32(seed! ^ lowbias32(salt)) ^ index) >>> 8) / 2 ** 24,
  vjp: () => [null],
});

/** A hash of an integer to an integer. */
export function lowbias32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}
