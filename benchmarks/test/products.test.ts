import { referenceBackend } from '@gradlens/tensor';
import { expect, test } from 'vitest';
import { measureProduct, type ProductResult } from '../src/matmul.ts';
import { ours } from '../src/peers/ours.ts';
import type { Peer } from '../src/peers/peer.ts';
import { hasFailure, markdown } from '../src/report.ts';
import type { Product } from '../src/shapes.ts';

const products: Product[] = [
  { orientation: 'x·Wᵀ', tokens: 5, weight: [7, 12] },
  { orientation: 'dy·W', tokens: 5, weight: [7, 12] },
];
const effort = { budget: 0, rounds: { least: 2, most: 2 } };
const oracle = ours(referenceBackend(), '0');

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

const reportOf = (matmul: ProductResult[]) => ({
  machine: {
    processor: 'test',
    cores: 1,
    memoryGiB: 1,
    system: 'test',
    node: 'v0',
    commit: 'test',
    dawn: '0',
    date: '2000-01-01',
    load: 0,
  },
  adapter: 'test',
  peers: [oracle.name, 'altered'],
  quick: true,
  matmul,
  explain: { kind: 'skipped', why: 'the test has none', wrong: false } as const,
});

test.each(products)('a right peer is timed and compared: $orientation', async (product) => {
  const peer = altered(() => undefined);
  const result = await measureProduct(product, [oracle, peer], oracle, effort);
  expect(result.peers.map(({ timing }) => timing?.samples.length)).toEqual([2, 2]);
  expect(result.peers[1]!.ratio!.median).toBeGreaterThan(0);
  expect(hasFailure(reportOf([result]))).toBe(false);
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
    const result = await measureProduct(product, [oracle, peer], oracle, effort);
    expect(peer.runs).toBe(0);
    expect(result.peers[1]).toMatchObject({ timing: null, ratio: null });
    expect(result.peers[0]!.timing).not.toBeNull();
    const report = reportOf([result]);
    expect(hasFailure(report)).toBe(true);
    expect(markdown(report)).toContain('**wrong**');
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
  const result = await measureProduct(products[0]!, [short], oracle, effort);
  expect(hasFailure(reportOf([result]))).toBe(true);
});
