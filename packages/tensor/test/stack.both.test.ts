import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { grad } from '../src/autodiff.ts';
import { referenceBackend } from '../src/backends/reference/index.ts';
import { sizeOf } from '../src/graph/shape.ts';
import { buildPlan, type PlanRequest } from '../src/plan/build.ts';
import { input, type Tensor } from '../src/tensor.ts';
import { openBackends } from './support/backends.ts';
import { evaluate } from './support/evaluate.ts';
import { roundoff } from './support/roundoff.ts';
import { expectWithin } from './support/within.ts';

const reference = referenceBackend();
const numbers = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed));

/** x·Wᵢᵀ + bᵢ for matrices and biases that lie one after the other in one tensor each. */
function projections(x: Tensor, weights: Tensor, biases: Tensor): Tensor[] {
  const [count, n, k] = weights.shape as [number, number, number];
  return Array.from({ length: count }, (_, i) =>
    x.matmul(weights.slice(0, i, 1).reshape([n, k]).transpose()).add(biases.slice(0, i, 1).reshape([n])),
  );
}

/** What becomes of the projections, and how many products are left of as many. */
const finishes: Readonly<
  Record<string, { readonly of: (ys: Tensor[]) => Tensor[]; readonly products: (count: number) => number }>
> = {
  'nothing else': { of: (ys) => ys.map((y) => y.sum([0])), products: () => 1 },
  'an elementwise op': { of: (ys) => ys.map((y) => y.gelu().sum([1])), products: () => 1 },
  'a kernel that takes whole values': {
    of: (ys) => ys.map((y) => y.softmax().mul(y)),
    products: (count) => count,
  },
  // Where the first is read several times, its bias finishes it; the others are finished where they are added up.
  'one another': {
    of: ([y, ...others]) => others.map((other) => y!.mul(other).sum()),
    products: (count) => (count === 2 ? 1 : 2),
  },
  'a product': {
    of: ([y, ...others]) => others.map((other) => y!.transpose().matmul(other)),
    products: (count) => 1 + (count - 1),
  },
};

function matmulsOf(request: PlanRequest): number {
  return buildPlan(request).steps.filter(({ kernel }) => kernel === 'matmul').length;
}

test('products with matrices that lie side by side become one, and give the same bits in float64', async () => {
  const size = fc.integer({ min: 2, max: 5 });
  const count = fc.integer({ min: 2, max: 4 });
  const finish = fc.constantFrom(...Object.keys(finishes));
  await fc.assert(
    fc.asyncProperty(size, size, size, count, finish, async (m, k, n, parts, name) => {
      const shapes = [
        [m, k],
        [parts, n, k],
        [parts, n],
      ];
      const inputs = shapes.map((shape, i) => input(`x${i}`, shape));
      const [x, weights, biases] = inputs as [Tensor, Tensor, Tensor];
      const outputs = finishes[name]!.of(projections(x, weights, biases));
      const request = { inputs: inputs.map(({ node }) => node), outputs: outputs.map(({ node }) => node) };
      const values = shapes.map((shape, i) => numbers(sizeOf(shape), i));
      const [stacked, apart] = await Promise.all(
        [true, false].map(async (fused) => {
          const executable = await reference.prepare(buildPlan({ ...request, fused }));
          return executable.run(values);
        }),
      );
      expect(stacked).toEqual(apart);
      expect(matmulsOf(request)).toBe(finishes[name]!.products(parts));
    }),
    { numRuns: 60 },
  );
});

test('a product that the caller takes stays as it is', () => {
  const [x, weights, biases] = [input('x', [3, 4]), input('w', [2, 5, 4]), input('b', [2, 5])];
  const [first, second] = projections(x, weights, biases);
  const inputs = [x, weights, biases].map(({ node }) => node);
  expect(matmulsOf({ inputs, outputs: [first!.node, second!.sum().node] })).toBe(2);
});

describe.each((await openBackends()).filter(({ name }) => name !== reference.name))(
  'on $name',
  ({ backend }) => {
    afterAll(() => backend.dispose());

    // A head of 12 has parts that a quad of invocations does not share evenly, one of 16 parts that it does.
    test.each([24, 32])(
      'attention reads its projections from one value, %i numbers in a row',
      async (hidden) => {
        const shapes = [
          [2, 5, hidden],
          [3, hidden, hidden],
          [3, hidden],
          [2, 5],
        ];
        const inputs = shapes.map((shape, i) => input(`x${i}`, shape));
        const [x, weights, biases, bias] = inputs as [Tensor, Tensor, Tensor, Tensor];
        const [q, k, v] = projections(x, weights.mul(0.2), biases);
        const y = q!.attention(k!, v!, bias, 2);
        const outputs = [y, ...grad(y.mul(y).sum(), [x, weights])];
        const request = {
          inputs: inputs.map(({ node }) => node),
          outputs: [outputs[0]!.node, outputs[1]!.node],
        };
        // All three forward, and one for each in the gradient.
        expect(matmulsOf(request)).toBe(4);
        const values = shapes.map((shape, i) => numbers(sizeOf(shape), i));
        const actual = await evaluate(backend, inputs, values, outputs);
        const expected = await evaluate(reference, inputs, values, [...outputs, ...outputs.map(roundoff)]);
        for (const [i, found] of actual.entries())
          expectWithin(found, expected[i]!, expected[outputs.length + i]!);
      },
    );
  },
);
