import { compile, constant, grad, variable, type Backend, type Tensor } from '@gradlens/tensor';
import type { Library, Ops } from '../library.ts';
import { layerNormEps } from '../tasks.ts';

const ops: Ops<Tensor> = {
  add: (a, b) => a.add(b),
  softmax: (x) => x.softmax(),
  gelu: (x) => x.gelu(),
  layerNorm: (x, gamma, beta) => x.layerNorm(gamma, beta, layerNormEps),
  linear: (x, weight, bias) => x.matmul(weight.transpose()).add(bias),
  attention: (q, k, v, heads) => {
    const [rows, tokens] = k.shape as [number, number];
    return q.attention(k, v, constant(new Float32Array(rows * tokens), [rows, tokens]), heads);
  },
  gradients: (f, xs, dy) => grad(f(xs).mul(dy).sum(), xs),
};

/** This project's tensors on a backend. */
export function ours(backend: Backend, name: string): Library {
  return {
    name,
    setup:
      'one compiled graph of all repeats, whose output is the sum of one number of each, so that the plan can leave none out.',
    async prepare({ inputs, compute }, numbers, repeats) {
      // Weights and the like are there once; what is worked on, the first of the inputs, for each repeat anew: equal nodes would be computed once.
      const [worked] = Object.keys(inputs) as [string];
      const shared = Object.entries(inputs).map(
        ([key, { shape }]) => [key, variable(key, shape, () => numbers[key]!)] as const,
      );
      const copies = Array.from({ length: repeats }, (_, i) =>
        variable(`${worked} ${i}`, inputs[worked]!.shape, () => numbers[worked]!),
      );
      const results = copies.map((copy) => compute(ops, { ...Object.fromEntries(shared), [worked]: copy }));
      const first = (result: Tensor): Tensor =>
        result.shape.reduce((x, _, axis) => x.slice(axis, 0, 1), result).reshape([]);
      const sum = results.map(first).reduce((total, number) => total.add(number));
      const compiled = await compile({ outputs: { sum } }, backend);
      return {
        result: async () => (await results[0]!.data(backend)) as Float32Array | Float64Array,
        run: async () => void (await compiled.run({})),
        dispose() {
          compiled.dispose();
          backend.release([...shared.map(([, tensor]) => tensor.node), ...copies.map(({ node }) => node)]);
        },
      };
    },
  };
}
