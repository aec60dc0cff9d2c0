import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { referenceBackend } from '../src/backends/reference/index.ts';
import { candidates, nameOf } from '../src/backends/webgpu/kernels/matmul/candidates.ts';
import { productOf } from '../src/backends/webgpu/kernels/matmul/product.ts';
import { webgpuBackend } from '../src/backends/webgpu/index.ts';
import { traitsOf } from '../src/backends/webgpu/traits.ts';
import { classOf, type TunedTiles } from '../src/backends/webgpu/tuning.ts';
import { compile, plan } from '../src/compile.ts';
import { sizeOf } from '../src/graph/shape.ts';
import { input, type Tensor } from '../src/tensor.ts';
import { testDevices } from './support/adapter.ts';
import { asGpu } from './support/changed.ts';
import { expectWithin } from './support/within.ts';

/** Layouts in which BERT multiplies: the forward pass, the gradient of the input, that of weights, and one without vectors. */
const layouts: Readonly<Record<string, (a: Tensor, b: Tensor) => Tensor>> = {
  x·Wᵀ: (x, w) => x.matmul(w.transpose()),
  dy·W: (dy, w) => dy.matmul(w),
  xᵀ·dy: (x, dy) => x.transpose().matmul(dy),
};
const shapesOf = (layout: string, m: number, k: number, n: number): [number[], number[]] => [
  layout === 'xᵀ·dy' ? [k, m] : [m, k],
  layout === 'x·Wᵀ' ? [n, k] : [k, n],
];

const reference = referenceBackend();
const numbers = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed));

describe.each(await testDevices())('every tile gives the same bits', (device) => {
  afterAll(() => device.destroy());
  const { description } = device.adapterInfo;
  const kinds = { 'that a software adapter may try': device, 'that a GPU may try': asGpu(device) };

  async function products(on: GPUDevice, layout: string, m: number, k: number, n: number) {
    const shapes = shapesOf(layout, m, k, n);
    const [a, b] = [input('a', shapes[0]), input('b', shapes[1])];
    const computation = { inputs: { a, b }, outputs: { y: layouts[layout]!(a, b) } };
    const values = { a: numbers(sizeOf(shapes[0]), 1), b: numbers(sizeOf(shapes[1]), 2) };
    const product = productOf(plan(computation).steps.find((step) => step.kernel === 'matmul')!);
    const results: Record<string, Float32Array> = {};
    for (const tile of candidates(product, traitsOf(on))) {
      const known: TunedTiles = { [classOf(product)]: nameOf(tile) };
      const backend = webgpuBackend(on, { tuning: { known, onLearned: async () => undefined } });
      const compiled = await compile(computation, backend);
      const { y } = await compiled.run(values);
      results[nameOf(tile)] = y as Float32Array;
      await backend.dispose();
    }
    const exact = await compile(computation, reference);
    const { y: expected } = await exact.run(values);
    return { results, expected };
  }

  async function expectSame(on: GPUDevice, layout: string, m: number, k: number, n: number): Promise<void> {
    const { results, expected } = await products(on, layout, m, k, n);
    const [first, ...others] = Object.values(results);
    // |numbers| ≤ 1, and a chain of k fused multiply-adds errs by at most k·2⁻²³ of the sum of their products' sizes (Higham 2002, section 3.1).
    expectWithin(first!, expected, k * k * 2 ** -23);
    for (const other of others) expect(new Uint32Array(other.buffer)).toEqual(new Uint32Array(first!.buffer));
  }

  test.each(Object.keys(kinds))('%s, at sizes around those of a tile', async (kind) => {
    const length = fc.constantFrom(1, 3, 4, 5, 16, 31, 33, 64, 68);
    const inner = fc.constantFrom(1, 4, 7, 32, 64, 256);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(layouts)), length, inner, length, (layout, m, k, n) =>
        expectSame(kinds[kind as keyof typeof kinds], layout, m, k, n),
      ),
      { numRuns: 5 },
    );
  });

  test(`of ${description}: one is found by measuring, and used`, async () => {
    const [a, b] = [input('a', [512, 256]), input('b', [512, 256])];
    const computation = { inputs: { a, b }, outputs: { y: a.matmul(b.transpose()) } };
    const learned: TunedTiles[] = [];
    const backend = webgpuBackend(device, {
      tuning: { known: {}, onLearned: async (tiles) => void learned.push(tiles) },
    });
    await compile(computation, backend);
    await compile(computation, backend);
    const product = productOf(plan(computation).steps.find((step) => step.kernel === 'matmul')!);
    const names = candidates(product, traitsOf(device)).map(nameOf);
    expect(learned).toHaveLength(1);
    expect(names).toContain(learned[0]![classOf(product)]);
    await backend.dispose();
    expect(backend.bufferCount).toBe(0);
  });
});
