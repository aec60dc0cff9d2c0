/** ln 2 in two parts, the first of which times any exponent of a number is exact (fdlibm, e_exp.c). */
const [ln2High, ln2Low] = [6.9314718036912381649e-1, 1.90821492927058770002e-10];

/** Beyond this term the series of e^r with |r| ≤ ln 2 / 2 has nothing to add in float64. */
const terms = 14;

/**
 * e^x to within a few units in the last place, with the same bits in every engine, where `Math.exp` may be rounded differently: x = k·ln 2 + r, e^x = 2^k·e^r,
 * and the series of e^r by nothing but sums, products and quotients.
 */
export function exponential(x: number): number {
  if (!(Math.abs(x) < 750)) return Math.exp(x);
  const k = Math.round(x / (ln2High + ln2Low));
  const r = x - k * ln2High - k * ln2Low;
  let sum = 1;
  for (let n = terms; n > 0; n--) sum = 1 + (r / n) * sum;
  // In two factors: the power alone may be too small, or too large, for a number.
  const half = Math.trunc(k / 2);
  return sum * 2 ** half * 2 ** (k - half);
}
