import type * as tfjs from '@tensorflow/tfjs-core';
import type { RightFactor } from '../rightFactor.ts';
import type { Prepared } from '../../contest.ts';

export type Tfjs = typeof tfjs;

/** Products of copies of `rows` with W on the backend that TensorFlow.js has at the time. */
export function prepareTfjs(
  tf: Tfjs,
  rows: Float32Array,
  { values, shape: [height, width], transposed }: RightFactor,
  repeats: number,
): Prepared {
  const inner = transposed ? width : height;
  const weight = tf.tensor2d(values, [height, width]);
  const copies = Array.from({ length: repeats }, () => tf.tensor2d(rows, [rows.length / inner, inner]));
  const multiply = (copy: (typeof copies)[number]) => tf.matMul(copy, weight, false, transposed);
  return {
    async result() {
      const result = multiply(copies[0]!);
      const numbers = (await result.data()) as Float32Array;
      result.dispose();
      return numbers;
    },
    async run() {
      // Products are computed in order: a number of the last one is there when all are.
      const number = tf.tidy(() => tf.slice(copies.map(multiply).at(-1)!, [0, 0], [1, 1]));
      await number.data();
      number.dispose();
    },
    dispose: () => tf.dispose([weight, ...copies]),
  };
}
