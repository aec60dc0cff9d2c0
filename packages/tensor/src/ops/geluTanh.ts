import { elementwise } from './elementwise.ts';

const SCALE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))), the approximation of Hendrycks and Gimpel 2016 that GPT-2 uses. */
export const geluTanh = elementwise({
  name: 'geluTanh',
  inputs: [{ range: [-4, 4] }],
  scalar: ([x]) => 0.5 * x! * (1 + Math.tanh(SCALE * (x! + CUBIC * x! ** 3))),
  // With t = tanh u: d/dx = (1 + t)/2 + x/2 · (1 − t²) · u'
  vjp: ({ inputs: [x], dy }) => [
    () => {
      const square = x!.mul(x!);
      const t = square.mul(CUBIC).add(1).mul(x!).mul(SCALE).tanh();
      const slope = square
        .mul(3 * CUBIC)
        .add(1)
        .mul(SCALE);
      const inner = t.mul(t).neg().add(1).mul(x!).mul(slope);
      return t.add(1).add(inner).mul(0.5).mul(dy);
    },
  ],
  decompose: ([x]) => x!.mul(x!).mul(CUBIC).add(1).mul(x!).mul(SCALE).tanh().add(1).mul(x!).mul(0.5),
});
