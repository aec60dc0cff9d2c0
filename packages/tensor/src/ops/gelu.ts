import { elementwise } from './elementwise.ts';
import { errorFunction } from './erf.ts';

/** x·Φ(x) with Φ the normal distribution function (Hendrycks and Gimpel 2016): x/2 · (1 + erf(x/√2)). */
export const gelu = elementwise({
  name: 'gelu',
  inputs: [{ range: [-4, 4] }],
  scalar: ([x]) => 0.5 * x! * (1 + errorFunction(x! * Math.SQRT1_2)),
  // d/dx xΦ(x) = Φ(x) + x·φ(x)
  vjp: ({ inputs: [x], dy }) => [
    () => {
      const distribution = x!.mul(Math.SQRT1_2).erf().add(1).mul(0.5);
      const density = x!
        .mul(x!)
        .mul(-0.5)
        .exp()
        .mul(1 / Math.sqrt(2 * Math.PI));
      return x!.mul(density).add(distribution).mul(dy);
    },
  ],
  decompose: ([x]) => x!.mul(Math.SQRT1_2).erf().add(1).mul(x!).mul(0.5),
});
