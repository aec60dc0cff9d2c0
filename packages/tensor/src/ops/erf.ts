import { elementwise } from './elementwise.ts';

export const erf = elementwise({
  name: 'erf',
  inputs: [{ range: [-4, 4] }],
  scalar: ([x]) => errorFunction(x!),
  // d/dx erf x = 2/√π · e^(−x²)
  vjp: ({ inputs: [x], dy }) => [
    () =>
      x!
        .mul(x!)
        .neg()
        .exp()
        .mul(dy)
        .mul(2 / Math.sqrt(Math.PI)),
  ],
});

/**
 * erf x in float64 by its series 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)) (Abramowitz and Stegun 7.1.6), all of whose
 * terms have one sign, so that nothing cancels.
 */
export function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x); // 1 − erf 6 = 2e−17
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (2 * x * x) / odd;
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
