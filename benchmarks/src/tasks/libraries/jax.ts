import { blockUntilReady, grad, jit, nn, numpy as np } from '@jax-js/jax';
import type { Library, Ops } from '../library.ts';
import { layerNormEps } from '../tasks.ts';

/** An op consumes its arguments; `.ref` keeps them for whoever gave them. */
const ops: Ops<np.Array> = {
  add: (a, b) => np.add(a.ref, b.ref),
  softmax: (x) => nn.softmax(x.ref, -1),
  gelu: (x) => nn.gelu(x.ref, { approximate: false }),
  layerNorm: (x, gamma, beta) =>
    np.add(np.multiply(nn.standardize(x.ref, -1, { epsilon: layerNormEps }), gamma.ref), beta.ref),
  linear: (x, weight, bias) => np.add(np.matmul(x.ref, np.transpose(weight.ref)), bias.ref),
  // nn.dotProductAttention is the same three steps, but needs iterators of Node 22.
  attention(q, k, v, heads) {
    const [rows, tokens, hidden] = q.shape as [number, number, number];
    const split = (x: np.Array): np.Array =>
      np.transpose(np.reshape(x.ref, [rows, tokens, heads, hidden / heads]), [0, 2, 1, 3]);
    const scores = np.matmul(split(q), np.transpose(split(k), [0, 1, 3, 2]));
    const probabilities = nn.softmax(np.multiply(scores, Math.sqrt(heads / hidden)), -1);
    const merged = np.transpose(np.matmul(probabilities, split(v)), [0, 2, 1, 3]);
    return np.reshape(merged, [rows, tokens, hidden]);
  },
  gradients(f, xs, dy) {
    const objective = (...args: np.Array[]): np.Array => np.sum(np.multiply(f(args), dy.ref));
    const gradients = grad(objective, { argnums: [...xs.keys()] });
    return gradients(...xs.map((x) => x.ref));
  },
};

/** jax-js on its default device. */
export function jaxLibrary(name: string): Library {
  return {
    name,
    setup: 'jit of the whole task with its own ops and grad; blockUntilReady on all results.',
    async prepare({ inputs, compute }, numbers, repeats) {
      const keys = Object.keys(inputs);
      const arrays = keys.map((key) => np.array(numbers[key]!).reshape([...inputs[key]!.shape]));
      await blockUntilReady(arrays);
      const computed = jit((...args: np.Array[]) =>
        compute(ops, Object.fromEntries(args.map((arg, i) => [keys[i]!, arg]))),
      );
      const once = (): np.Array => computed(...arrays.map((array) => array.ref));
      return {
        result: async () => (await once().data()) as Float32Array,
        async run() {
          // Lazy: what nobody waits for is never computed.
          const results = Array.from({ length: repeats }, once);
          await blockUntilReady(results);
          for (const result of results) result.dispose();
        },
        dispose() {
          computed.dispose();
          for (const array of arrays) array.dispose();
        },
      };
    },
  };
}
