import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grad } from '../src/autodiff.ts';
import { referenceBackend } from '../src/backends/reference/index.ts';
import { plan } from '../src/compile.ts';
import { reachable } from '../src/graph/node.ts';
import { composed } from '../src/plan/compose.ts';
import { input, Tensor } from '../src/tensor.ts';
import { differentiable, drawCase } from './support/draw.ts';
import { evaluate } from './support/evaluate.ts';
import { expectWithin } from './support/within.ts';
import { attention } from '../src/ops/attention.ts';

const backend = referenceBackend();
const ops = ['attention', 'attentionGrad'] as const;
const compose = (outputs: readonly Tensor[]): Tensor[] =>
  composed(
    outputs.map(({ node }) => node),
    ops,
    (node) => new Tensor(node),
  ).map((node) => new Tensor(node));

test('a graph without an op has the values of the graph with it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const { inputs, values, output } = drawCase(g, attention, { ...differentiable, largest: 6 });
      const outputs = [output, ...grad(output.mul(output).sum(), inputs)];
      const simpler = compose(outputs);
      const names = new Set(reachable(simpler.map(({ node }) => node)).map(({ op }) => op.name));
      expect(ops.filter((name) => names.has(name))).toEqual([]);
      const expected = await evaluate(backend, inputs, values, outputs);
      const actual = await evaluate(backend, inputs, values, simpler);
      // Both in float64: at most some hundred roundings of numbers below 100.
      for (const [i, numbers] of actual.entries()) expectWithin(numbers, expected[i]!, 1e-11);
    }),
    { numRuns: 30 },
  );
});

const x = input('x', [5, 3]);
const y = input('y', [2, 3]);
const stack = x.pad(0, 0, 2).add(y.pad(0, 5, 0));

test('the parts of a stack are found again without padding', () => {
  const [q, k, v, bias] = [
    input('q', [1, 2, 4]),
    input('k', [1, 3, 4]),
    input('v', [1, 3, 4]),
    input('bias', [1, 3]),
  ];
  const [dq, dk, dv] = grad(q.attention(k, v, bias, 2).sum(), [q, k, v]);
  const { steps } = plan({ inputs: { q, k, v, bias }, outputs: { dq, dk, dv } }, { composed: ops });
  expect(steps.map(({ kernel }) => kernel).filter((kernel) => kernel === 'pad')).toEqual([]);
});

test('a graph that has none of the ops stays as it is', () => {
  expect(compose([stack.slice(0, 5, 2)])[0]!.node).toBe(stack.slice(0, 5, 2).node);
});
