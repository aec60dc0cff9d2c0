import { compile, variable, type Backend, type Tensor } from '@gradlens/tensor';
import type { Operands } from '../operands.ts';
import { asStored } from '../rightFactor.ts';
import { dimensionsOf, flopsOf, type Product } from '../shapes.ts';
import type { Prepared } from '../../contest.ts';
import type { Peer } from './peer.ts';

/** This project's tensors on a backend, which the peer owns from now on; W is kept as float16 where it is `half`. */
export function ours(backend: Backend, name: string, { half = false } = {}): Peer {
  return {
    name,
    adapter: backend.adapter,
    setup: `one compiled graph of all products; W lies as stored${half ? ', in float16' : ''}, and the output is the sum of one number of each product, so that the plan can leave none out (the few additions are in its time).`,
    prepare: (product, operands, repeats) => prepare(backend, product, operands, repeats, half),
    dispose: () => backend.dispose(),
  };
}

async function prepare(
  backend: Backend,
  product: Product,
  operands: Operands,
  repeats: number,
  half: boolean,
): Promise<Prepared> {
  const { rows, inner } = dimensionsOf(product);
  const { values, shape, transposed } = asStored(product, operands.weight);
  const weight = variable('weight', shape, () => values, { half });
  const right = transposed ? weight.transpose() : weight;
  const copies = Array.from({ length: repeats }, (_, i) =>
    variable(`rows ${i}`, [rows, inner], () => operands.rows),
  );

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
