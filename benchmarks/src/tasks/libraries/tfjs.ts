import type * as tfjs from '@tensorflow/tfjs-core';
import type { Library, Ops } from '../library.ts';
import { layerNormEps } from '../tasks.ts';

type Tfjs = typeof tfjs;

function opsOf(tf: Tfjs): Ops<tfjs.Tensor> {
  const heads = (x: tfjs.Tensor, count: number): tfjs.Tensor => {
    const [rows, tokens, hidden] = x.shape as [number, number, number];
    return tf.transpose(tf.reshape(x, [rows, tokens, count, hidden / count]), [0, 2, 1, 3]);
  };
  return {
    add: (a, b) => tf.add(a, b),
    softmax: (x) => tf.softmax(x),
    gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
    layerNorm(x, gamma, beta) {
      const { mean, variance } = tf.moments(x, -1, true);
      return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, layerNormEps))), gamma), beta);
    },
    linear(x, weight, bias) {
      const [rows, tokens, width] = x.shape as [number, number, number];
      const product = tf.matMul(tf.reshape(x, [rows * tokens, width]), weight, false, true);
      return tf.reshape(tf.add(product, bias), [rows, tokens, weight.shape[0]]);
    },
    attention(q, k, v, count) {
      const scale = 1 / Math.sqrt(q.shape[2]! / count);
      const scores = tf.mul(tf.matMul(heads(q, count), heads(k, count), false, true), scale);
      const merged = tf.transpose(tf.matMul(tf.softmax(scores), heads(v, count)), [0, 2, 1, 3]);
      return tf.reshape(merged, q.shape);
    },
    gradients: (f, xs, dy) => tf.grads((...args: tfjs.Tensor[]) => f(args))([...xs], dy),
  };
}

/** TensorFlow.js on the backend that it has at the time. */
export function tfjsLibrary(tf: Tfjs): Library {
  const ops = opsOf(tf);
  return {
    name: `@tensorflow/tfjs-backend-webgpu ${tf.version_core}`,
    setup: 'its own ops and gradients, in a tidy; a number of the last result is read.',
    async prepare({ inputs, compute }, numbers, repeats) {
      const tensors = Object.fromEntries(
        Object.entries(inputs).map(([key, { shape }]) => [key, tf.tensor(numbers[key]!, [...shape])]),
      );
      return {
        async result() {
          const result = tf.tidy(() => compute(ops, tensors));
          const values = (await result.data()) as Float32Array;
          result.dispose();
          return values;
        },
        async run() {
          // Computed in order: a number of the last one is there when all are. What is no longer needed is freed between.
          let number: tfjs.Tensor | undefined;
          for (let i = 0; i < repeats; i++) {
            number?.dispose();
            number = tf.tidy(() => {
              const result = compute(ops, tensors);
              return tf.slice(tf.reshape(result, [-1]), [0], [1]);
            });
          }
          await number!.data();
          number!.dispose();
        },
        dispose: () => tf.dispose(Object.values(tensors)),
      };
    },
  };
}
