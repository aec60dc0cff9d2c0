import fc from 'fast-check';
import { afterAll, describe, test } from 'vitest';
import { grad } from '../src/autodiff.ts';
import { referenceBackend } from '../src/backends/reference/index.ts';
import type { Backend } from '../src/backends/backend.ts';
import { sizeOf, type NumericArray } from '../src/graph/shape.ts';
import { allOps } from '../src/ops/index.ts';
import { constant, input, tensor, type Tensor } from '../src/tensor.ts';
import { openBackends } from './support/backends.ts';
import { boundaries, drawCase } from './support/draw.ts';
import { evaluate } from './support/evaluate.ts';
import { drawBlock } from './support/block.ts';
import { any, drawGraph } from './support/graphs.ts';
import { roundoff } from './support/roundoff.ts';
import { expectWithin } from './support/within.ts';

const oracle = referenceBackend();
const backends = await openBackends();

afterAll(async () => {
  for (const { backend } of backends) await backend.dispose();
});

/** Fails unless a backend computes every output within what its float32 arithmetic allows. */
async function expectParity(
  backend: Backend,
  inputs: readonly Tensor[],
  values: readonly NumericArray[],
  outputs: readonly Tensor[],
): Promise<void> {
  const actual = await evaluate(backend, inputs, values, outputs);
  const expected = await evaluate(oracle, inputs, values, [...outputs, ...outputs.map(roundoff)]);
  for (const [i, numbers] of actual.entries()) {
    expectWithin(numbers, expected[i]!, expected[outputs.length + i]!);
  }
}

const others = backends.filter(({ name }) => name !== oracle.name);

describe.each(others)('$name agrees with the reference', ({ backend }) => {
  test.each(Object.entries(allOps))('on %s', async (_, op) => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const { inputs, values, output } = drawCase(g, op, boundaries);
        await expectParity(backend, inputs, values, [output]);
      }),
      { numRuns: 10 },
    );
  });

  test('on drawn graphs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const { inputs, values, outputs } = drawGraph(g, any);
        await expectParity(backend, inputs, values, outputs);
      }),
      { numRuns: 20 },
    );
  });

  test('on a transformer block of drawn sizes and its gradients', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const { inputs, values, output } = drawBlock(g);
        await expectParity(backend, inputs, values, [output, ...grad(output.mul(output), inputs)]);
      }),
      { numRuns: 2 },
    );
  });

  test('to the bit on uniform, whatever the seed and the salt', async () => {
    const seeds = [0, 7, -5, 2 ** 24 + 1, 2 ** 31 - 1, -(2 ** 31)];
    const draws = seeds.flatMap((seed) => {
      const scalar = constant(Int32Array.of(seed), [], 'i32').broadcast([70]);
      return [0, 1, -1, 2 ** 31, 2 ** 32 - 1].map((salt) => scalar.uniform(salt));
    });
    await expectParity(backend, [], [], draws);
  });

  test('on softmax where most of a row is masked by the lowest float32', async () => {
    const [open, masked] = [0.5, -3.4028234663852886e38];
    const rows = [
      [open, masked, masked],
      [masked, 1, open],
      [masked, masked, masked],
    ];
    const wide = Array.from({ length: 70 }, (_, i) => (i % 35 === 0 ? open : masked));
    for (const x of [tensor(rows), tensor([wide])]) {
      const actual = await x.softmax().data(backend);
      // Nothing but exp of differences below 1 and a sum of at most 70 terms: (3 + 2 + 2.5 + 70) ULP of at most 1.
      expectWithin(actual, await x.softmax().data(oracle), 80 * 2 ** -23);
    }
  });
});

describe.each(others)('$name multiplies matrices', ({ backend }) => {
  /** Operands [batch, rows, columns] that lie in memory in different ways. */
  const views: Readonly<
    Record<string, (name: string, batch: number, rows: number, columns: number) => View>
  > = {
    'by rows': (name, ...shape) => whole(input(name, shape)),
    'by columns': (name, b, r, c) => viewOf(input(name, [b, c, r]), (x) => x.transpose()),
    'at an odd offset': (name, b, r, c) => viewOf(input(name, [b, r, c + 8]), (x) => x.slice(2, 1, c)),
    'at a vector’s offset': (name, b, r, c) => viewOf(input(name, [b, r + 4, c]), (x) => x.slice(1, 4, r)),
    'as heads': (name, b, r, c) => viewOf(input(name, [r, b, c]), (x) => x.permute([1, 0, 2])),
    'as transposed heads': (name, b, r, c) => viewOf(input(name, [c, b, r]), (x) => x.permute([1, 2, 0])),
    'once for all batches': (name, b, r, c) => viewOf(input(name, [1, r, c]), (x) => x.broadcast([b, r, c])),
    'as one row again and again': (name, b, r, c) =>
      viewOf(input(name, [b, 1, c]), (x) => x.broadcast([b, r, c])),
    'as one column again and again': (name, b, r, c) =>
      viewOf(input(name, [b, r, 1]), (x) => x.broadcast([b, r, c])),
  };
  const expectProduct = async ([a, b]: readonly View[]): Promise<void> => {
    const operands = [a!, b!];
    await expectParity(
      backend,
      operands.map(({ base }) => base),
      operands.map(numbersFor),
      [a!.view.matmul(b!.view)],
    );
  };

  // By rows and by columns are read by vectors along one axis or the other where it is a multiple of 4, all else by elements.
  const forms = ['by rows', 'by columns', 'at an odd offset'];
  const pairs = forms.flatMap((a) => forms.map((b) => [a, b] as const));
  test.each(pairs)('%s times %s', async (a, b) => {
    for (const k of [8, 7]) await expectProduct([views[a]!('a', 2, 36, k), views[b]!('b', 2, k, 40)]);
  });

  test('of more rows, columns and terms than a kernel takes at once', async () => {
    const [m, k, n] = [70, 790, 139];
    const orders = [
      [views['by rows']!('a', 1, m, k), views['by columns']!('b', 1, k, n)],
      [views['by rows']!('a', 1, m, k), views['by rows']!('b', 1, k, n)],
      [views['by columns']!('a', 1, m, k), views['by rows']!('b', 1, k, n)],
    ];
    for (const order of orders) await expectProduct(order);
  });

  test('that lie in memory in any way, of any size', async () => {
    const length = fc.constantFrom(1, 2, 3, 4, 5, 8, 12, 32, 33, 36);
    const form = fc.constantFrom(...Object.values(views));
    await fc.assert(
      fc.asyncProperty(form, form, fc.constantFrom(1, 3), length, length, length, (a, b, batch, m, k, n) =>
        expectProduct([a('a', batch, m, k), b('b', batch, k, n)]),
      ),
      { numRuns: 20 },
    );
  });
});

/** A tensor seen in another way. */
interface View {
  readonly base: Tensor;
  readonly view: Tensor;
}

const whole = (base: Tensor): View => ({ base, view: base });
const viewOf = (base: Tensor, see: (x: Tensor) => Tensor): View => ({ base, view: see(base) });
/** Numbers that no two places share and that float32 holds. */
const numbersFor = ({ base }: View): Float64Array =>
  Float64Array.from({ length: sizeOf(base.shape) }, (_, i) => Math.fround(Math.sin(i + base.shape.length)));
