import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grad } from '../src/autodiff.ts';
import type { Backend } from '../src/backends/backend.ts';
import { cpuBackend } from '../src/backends/cpu/index.ts';
import { widestSimd } from '../src/backends/cpu/simd.ts';
import { compile } from '../src/compile.ts';
import { sizeOf, type NumericArray, type Shape } from '../src/graph/shape.ts';
import { constant, input, type Tensor } from '../src/tensor.ts';
import { threadedBackend } from './support/backends.ts';
import { evaluate } from './support/evaluate.ts';
import { any, drawGraph } from './support/graphs.ts';

/** Numbers without a pattern that could hide a misplaced one. */
const numbers = (shape: Shape, seed = 1): Float32Array =>
  Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i * 12.9898 + seed));
const tensorOf = (shape: Shape, seed?: number): Tensor => constant(numbers(shape, seed), shape);

describe('in a page', () => {
  test('this test runs isolated from others, so that threads can share memory', () => {
    expect(typeof SharedArrayBuffer).toBe('function');
  });
});

describe.each([...new Set(['plain', widestSimd()] as const)])(
  'results of %s SIMD have the same bits',
  (simd) => {
    let backends: Backend[];
    beforeAll(async () => {
      backends = [await cpuBackend({ simd }), await threadedBackend(2, simd), await threadedBackend(5, simd)];
    });
    afterAll(async () => {
      for (const backend of backends) await backend.dispose();
    });

    const expectSameBits = async (
      outputs: readonly Tensor[],
      inputs: readonly Tensor[] = [],
      values: readonly NumericArray[] = [],
    ): Promise<void> => {
      const [one, ...others] = await Promise.all(
        backends.map((backend) => evaluate(backend, inputs, values, outputs)),
      );
      for (const other of others) expect(other).toEqual(one);
    };

    test('on drawn graphs', async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (g) => {
          const { inputs, values, outputs } = drawGraph(g, any);
          await expectSameBits(outputs, inputs, values);
        }),
        { numRuns: 10 },
      );
    });

    // Large enough that every one is divided among several threads.
    const [x, w] = [tensorOf([600, 500]), tensorOf([160, 500])];
    const heads = [0, 1, 2].map((seed) => tensorOf([6, 40, 24], seed)) as [Tensor, Tensor, Tensor];
    const attended = heads[0].attention(heads[1], heads[2], tensorOf([6, 40]), 3);
    const wide: Readonly<Record<string, readonly Tensor[]>> = {
      'products of all orders': [
        x
          .matmul(w.transpose())
          .add(tensorOf([160]))
          .gelu(),
        x.matmul(tensorOf([500, 160])).add(tensorOf([600, 160])),
        x.transpose().matmul(tensorOf([600, 160])),
      ],
      'elementwise ops': [x.mul(w.slice(0, 0, 1)).tanh()],
      reductions: [x.sum(), x.sum([0]), x.sum([1]), x.max([0]), x.max([1])],
      'ops on rows': [x.softmax(), x.logSoftmax(), x.layerNorm(tensorOf([500]), tensorOf([500]), 1e-5)],
      'attention and its gradients': [attended, ...grad(attended.mul(attended).sum(), heads)],
      lookups: [
        x.gather(
          constant(
            Int32Array.from({ length: 90 }, (_, i) => (i * 7) % 600),
            [90],
            'i32',
          ),
        ),
        x.scatterAdd(
          constant(
            Int32Array.from({ length: 600 }, (_, i) => i % 7),
            [600],
            'i32',
          ),
          7,
        ),
      ],
    };
    test.each(Object.entries(wide))('on large %s', async (_, outputs) => {
      await expectSameBits(outputs);
    });
  },
);

describe('with threads', () => {
  test('the calling thread is free while a run goes on', async () => {
    const backend = await threadedBackend(2);
    const x = input('x', [300, 300]);
    const y = Array.from({ length: 20 }).reduce<Tensor>((product) => product.matmul(x).mul(0.1), x);
    const { run } = await compile({ inputs: { x }, outputs: { y } }, backend);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const running = run({ x: numbers([300, 300]) });
    const before = turns;
    await running;
    clearInterval(timer);
    expect(turns).toBeGreaterThan(before);
    await backend.dispose();
  });

  test('disposing lets the run under way end and rejects those that wait', async () => {
    const backend = await threadedBackend(2);
    const x = input('x', [2]);
    const { run } = await compile({ inputs: { x }, outputs: { y: x.sum() } }, backend);
    const values = { x: Float32Array.of(1, 2) };
    const running = run(values);
    await Promise.resolve();
    await Promise.resolve();
    const waiting = run(values);
    const ended = backend.dispose();
    await expect(waiting).rejects.toThrow('disposed');
    expect([...(await running).y]).toEqual([3]);
    await ended;
    await expect(compile({ inputs: { x }, outputs: { y: x.sum() } }, backend)).rejects.toThrow('disposed');
  });

  test('their number is checked', async () => {
    await expect(cpuBackend({ threads: 0 })).rejects.toThrow(
      'threads must be a whole number from 1 to 256, not 0',
    );
    await expect(cpuBackend({ threads: 1.5 })).rejects.toThrow(RangeError);
  });

  test('the backend says how it computes', async () => {
    const [one, three] = [await cpuBackend({ simd: 'plain' }), await threadedBackend(3, 'plain')];
    expect([one.adapter, three.adapter]).toEqual([
      'CPU, WebAssembly SIMD, 1 thread',
      'CPU, WebAssembly SIMD, 3 threads',
    ]);
    await one.dispose();
    await three.dispose();
  });
});
