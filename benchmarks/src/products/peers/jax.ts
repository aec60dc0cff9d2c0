import { blockUntilReady, defaultDevice, init, jit, numpy as np } from '@jax-js/jax';
import type { Operands } from '../operands.ts';
import { columnsFirst } from '../rightFactor.ts';
import type { Product } from '../shapes.ts';
import type { Prepared } from '../../contest.ts';
import type { Peer } from './peer.ts';

/** Where jax-js computes, for people; Node has no `Worker`, so that on the CPU it has one thread. */
const adapters = {
  wasm: 'CPU, WebAssembly SIMD, 1 thread',
  webgpu: 'the same adapter',
};

/** jax-js on WebAssembly, or on the WebGPU of `navigator.gpu`. Rejects where there is none. */
export async function openJax(device: keyof typeof adapters, version: string): Promise<Peer> {
  const opened = await init(device);
  if (!opened.includes(device)) throw new Error(`jax-js: its ${device} backend cannot be opened`);
  defaultDevice(device);
  return {
    name: `@jax-js/jax ${version}`,
    adapter: adapters[device],
    // From [inner, columns] it takes up to twice as long.
    setup:
      'jit of a matmul with the transpose of W as [columns, inner], its faster layout; blockUntilReady on all products.',
    prepare,
    dispose: async () => undefined,
  };
}

async function prepare(product: Product, operands: Operands, repeats: number): Promise<Prepared> {
  const { values, shape } = columnsFirst(product, operands.weight);
  const array = (numbers: Float32Array, [height, width]: readonly [number, number]): np.Array =>
    np.array(numbers).reshape([height, width]);
  const weight = array(values, shape);
  const inner = shape[1];
  const copies = Array.from({ length: repeats }, () =>
    array(operands.rows, [operands.rows.length / inner, inner]),
  );
  await blockUntilReady([weight, ...copies]);
  const multiply = jit((rows: np.Array, columns: np.Array) => np.matmul(rows, columns.transpose()));
  return {
    result: async () => (await multiply(copies[0]!.ref, weight.ref).data()) as Float32Array,
    async run() {
      // Lazy: what nobody waits for is never computed.
      const results = copies.map((copy) => multiply(copy.ref, weight.ref));
      await blockUntilReady(results);
      for (const result of results) result.dispose();
    },
    dispose() {
      multiply.dispose();
      for (const used of [weight, ...copies]) used.dispose();
    },
  };
}
