/** Attributions agree when they differ by at most this part of the largest: what the fixtures of Captum are held to. */
export const tolerance = 1e-4;

/** The largest difference of two attributions as a part of the largest expected attribution. */
export function disagreement(attributions: readonly number[], expected: readonly number[]): number {
  if (attributions.length !== expected.length) return Infinity;
  const differences = attributions.map((attribution, i) => Math.abs(attribution - expected[i]!));
  return Math.max(...differences) / Math.max(...expected.map(Math.abs));
}
