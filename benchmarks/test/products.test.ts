import { referenceBackend } from '@gradlens/tensor';
import { expect, test } from 'vitest';
import { measureProduct } from '../src/products/contest.ts';
import { drawOperands } from '../src/products/operands.ts';
import { ours } from '../src/products/peers/ours.ts';
import type { Peer } from '../src/products/peers/peer.ts';
import { openJax } from '../src/products/peers/jax.ts';
import { openTfjsWasm } from '../src/products/peers/tfjsWasm.ts';
import { asStored, columnsFirst, innerFirst } from '../src/products/rightFactor.ts';
import { productSection } from '../src/products/section.ts';
import { dimensionsOf, type Product } from '../src/products/shapes.ts';

const products: Product[] = [
  { orientation: 'x·Wᵀ', tokens: 5, weight: [7, 12] },
  { orientation: 'dy·W', tokens: 5, weight: [7, 12] },
];
const effort = { budget: 0, rounds: { least: 2, most: 2 } };
const oracle = ours(referenceBackend(), 'ours');

/** A peer whose result is the reference's, changed by `alter`; says how often it ran. */
function altered(alter: (result: Float32Array) => void): Peer & { runs: number } {
  const peer = {
    ...oracle,
    name: 'altered',
    runs: 0,
    prepare: async (...request: Parameters<Peer['prepare']>) => {
      const prepared = await oracle.prepare(...request);
      return {
        ...prepared,
        async result() {
          const result = Float32Array.from(await prepared.result());
          alter(result);
          return result;
        },
        async run() {
          peer.runs++;
          await prepared.run();
        },
      };
    },
  };
  return peer;
}

test.each(products)('a right peer is timed and compared: $orientation', async (product) => {
  const contest = { own: [oracle], others: [altered(() => undefined)] };
  const result = await measureProduct(product, contest, oracle, effort);
  expect([...result.own, ...result.others].map(({ timing }) => timing?.samples.length)).toEqual([2, 2]);
  expect(result.own[0]!.lead!.median).toBeGreaterThan(0);
  expect(productSection(contest, [result], []).failures).toEqual([]);
});

test.each(products)('a wrong peer is not timed and fails the run: $orientation', async (product) => {
  const wrongs: ((result: Float32Array) => void)[] = [
    (result) => result.set([0], result.length - 1),
    (result) => result.set([NaN], 3),
    (result) => result.reverse(),
    // 1e-5 is more than float32 loses in these few terms.
    (result) => result.set([result[0]! + 1e-5], 0),
  ];
  for (const wrong of wrongs) {
    const peer = altered(wrong);
    const contest = { own: [oracle], others: [peer] };
    const result = await measureProduct(product, contest, oracle, effort);
    expect(peer.runs).toBe(0);
    expect(result.others[0]!.timing).toBeNull();
    expect(result.own[0]!.timing).not.toBeNull();
    expect(result.own[0]!.lead).toBeNull();
    const section = productSection(contest, [result], []);
    expect(section.failures).toHaveLength(1);
    expect(section.table!.rows[0]).toContain('**wrong**');
    expect(section.figures).toEqual([]);
  }
});

test('a peer with a result of another size is wrong', async () => {
  const short: Peer = {
    ...oracle,
    prepare: async (...request) => ({
      ...(await oracle.prepare(...request)),
      result: async () => new Float32Array(3),
    }),
  };
  const contest = { own: [short], others: [] };
  const result = await measureProduct(products[0]!, contest, oracle, effort);
  expect(productSection(contest, [result], []).failures).toHaveLength(1);
});

test('the lead is over the best of the others, a wrong one left out', async () => {
  const slowed = (name: string, wait: number): Peer => ({
    ...oracle,
    name,
    prepare: async (...request) => {
      const prepared = await oracle.prepare(...request);
      return { ...prepared, run: () => new Promise((resolve) => setTimeout(resolve, wait)) };
    },
  });
  const others = [slowed('slow', 40), slowed('slower', 80), altered((result) => result.fill(0))];
  const result = await measureProduct(products[0]!, { own: [oracle], others }, oracle, effort);
  const [own, best] = [result.own[0]!, result.others[0]!].map(({ timing }) => timing!.samples);
  const ratios = best!.map((time, round) => time / own![round]!).toSorted((a, b) => a - b);
  expect(result.own[0]!.lead!.median).toBeCloseTo((ratios[0]! + ratios[1]!) / 2, 9);
});

test.each(products)('however W lies, it is the same factor: $orientation', (product) => {
  const { weight } = drawOperands(product);
  const stored = asStored(product, weight);
  const { inner, columns } = dimensionsOf(product);
  const elements = ({ values, shape: [, width], transposed }: typeof stored) =>
    Array.from({ length: values.length }, (_, at) => {
      const [i, j] = [Math.floor(at / columns), at % columns];
      return transposed ? values[j * width + i] : values[i * width + j];
    });
  expect(elements(innerFirst(product, weight))).toEqual(elements(stored));
  expect(elements(columnsFirst(product, weight))).toEqual(elements(stored));
  expect(innerFirst(product, weight)).toMatchObject({ shape: [inner, columns], transposed: false });
  expect(columnsFirst(product, weight)).toMatchObject({ shape: [columns, inner], transposed: true });
});

test.each([
  ['TensorFlow.js', openTfjsWasm],
  ['jax-js', () => openJax('wasm', '0')],
])('%s multiplies rightly on WebAssembly', async (_, open) => {
  const peer = await open();
  for (const product of products) {
    const result = await measureProduct(product, { own: [], others: [peer] }, oracle, effort);
    expect(result.others[0]!.check.partOfBound).toBeLessThanOrEqual(1);
    expect(result.others[0]!.timing!.samples).toHaveLength(2);
  }
  await peer.dispose();
});
