import { compile, variable, type Backend, type Tensor } from '@gradlens/tensor';
import { dimensionsOf, flopsOf, type Product } from '../shapes.ts';
import type { Operands, Peer, PreparedProducts } from './peer.ts';

/** This project's tensors on a backend, which the peer owns from now on. */
export function ours(backend: Backend, version: string): Peer {
  return {
    name: `@gradlens/tensor ${version}`,
    adapter: backend.adapter,
    prepare: (product, operands, repeats) => prepare(backend, product, operands, repeats),
    dispose: () => backend.dispose(),
  };
}

async function prepare(
  backend: Backend,
  product: Product,
  operands: Operands,
  repeats: number,
): Promise<PreparedProducts> {
  const { rows, inner } = dimensionsOf(product);
  const weight = variable('weight', product.weight, () => operands.weight);
  const right = product.orientation === 'x·Wᵀ' ? weight.transpose() : weight;
  const copies = Array.from({ length: repeats }, (_, i) =>
    variable(`rows ${i}`, [rows, inner], () => operands.rows),
  );

  // The first number of every product goes into the output, so that the plan can leave none out.
  const first = (result: Tensor): Tensor => result.slice(0, 0, 1).slice(1, 0, 1);
  const sum = copies
    .slice(1)
    .reduce((total, copy) => total.add(first(copy.matmul(right))), first(copies[0]!.matmul(right)));
  const compiled = await compile({ outputs: { sum } }, backend);
  if (compiled.cost.matmulFlops !== repeats * flopsOf(product)) {
    throw new Error(
      `the plan computes ${compiled.cost.matmulFlops} FLOP, expected ${repeats} products of ${flopsOf(product)}`,
    );
  }
  return {
    result: async () => (await copies[0]!.matmul(right).data(backend)) as Float32Array | Float64Array,
    run: async () => void (await compiled.run({})),
    dispose() {
      compiled.dispose();
      backend.release([weight, ...copies].map(({ node }) => node));
    },
  };
}
