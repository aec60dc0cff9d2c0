import type { KernelOp } from '../graph/op.ts';
import { formatShape, sameShape, sizeOf } from '../graph/shape.ts';

/** [...batch, M, K] · [...batch, K, N] → [...batch, M, N]. A transposed operand is a view: no flag is needed. */
export const matmul: KernelOp<object> = {
  kind: 'kernel',
  name: 'matmul',
  infer([a, b]) {
    const shapes = `${formatShape(a!.shape)} · ${formatShape(b!.shape)}`;
    if (a!.dtype !== 'f32' || b!.dtype !== 'f32')
      throw new RangeError(`matmul: expected f32, got ${a!.dtype} and ${b!.dtype}`);
    if (a!.shape.length < 2 || b!.shape.length < 2)
      throw new RangeError(`matmul: expected matrices: ${shapes}`);
    if (a!.shape.at(-1) !== b!.shape.at(-2))
      throw new RangeError(`matmul: inner dimensions differ: ${shapes}`);
    const batch = a!.shape.slice(0, -2);
    if (!sameShape(batch, b!.shape.slice(0, -2)))
      throw new RangeError(`matmul: batch axes differ: ${shapes}`);
    return { shape: [...batch, a!.shape.at(-2)!, b!.shape.at(-1)!], dtype: 'f32' };
  },
  reference({ inputs: [a, b], shapes: [shapeA, shapeB], output }) {
    const [m, k, n] = [shapeA!.at(-2)!, shapeA!.at(-1)!, shapeB!.at(-1)!];
    const batch = sizeOf(shapeA!.slice(0, -2));
    output.fill(0);
    for (let row = 0; row < batch * m; row++) {
      const [at, rowB] = [row * n, Math.floor(row / m) * k * n];
      let p = 0;
      // Four terms at a time, in their order: the result is read and written a quarter as often.
      for (; p + 4 <= k; p += 4) {
        const from = row * k + p;
        const [a0, a1, a2, a3] = [a![from]!, a![from + 1]!, a![from + 2]!, a![from + 3]!];
        const first = rowB + p * n;
        for (let j = 0; j < n; j++) {
          output[at + j] =
            output[at + j]! +
            a0 * b![first + j]! +
            a1 * b![first + n + j]! +
            a2 * b![first + 2 * n + j]! +
            a3 * b![first + 3 * n + j]!;
        }
      }
      for (; p < k; p++) {
        const factor = a![row * k + p]!;
        for (let j = 0; j < n; j++) output[at + j]! += factor * b![rowB + p * n + j]!;
      }
    }
  },
  vjp: ({ inputs: [a, b], dy }) => [() => dy.matmul(b!.transpose()), () => a!.transpose().matmul(dy)],
  sample(draw) {
    const batch = draw.shape(0, 2);
    const [m, k, n] = [draw.int(1, 70), draw.int(1, 70), draw.int(1, 70)];
    return { inputs: [{ shape: [...batch, m, k] }, { shape: [...batch, k, n] }], attrs: {} };
  },
};
