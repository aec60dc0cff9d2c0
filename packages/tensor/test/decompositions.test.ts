import fc from 'fast-check';
import { describe, test } from 'vitest';
import { grad } from '../src/autodiff.ts';
import { referenceBackend } from '../src/backends/reference/index.ts';
import type { NumericArray } from '../src/graph/shape.ts';
import { allOps } from '../src/ops/index.ts';
import { constant, Tensor } from '../src/tensor.ts';
import { differentiable, drawCase, drawValues } from './support/draw.ts';
import { evaluate } from './support/evaluate.ts';
import { expectWithin } from './support/within.ts';

// Both sides compute in float64, where rounding starts at 1.1e-16: what is left of 1e-12 allows for a few thousand roundings.
const closeTo = (expected: NumericArray): number => 1e-12 * Math.max(1, ...Array.from(expected, Math.abs));

const decomposed = Object.entries(allOps).flatMap(([name, op]) =>
  'decompose' in op && op.decompose ? [{ name, op, decompose: op.decompose }] : [],
);

describe.each(decomposed)('$name', ({ op, decompose }) => {
  test('equals its decomposition, and so does its gradient', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const { inputs, values, output } = drawCase(g, op, differentiable);
        const simpler = new Tensor(decompose(inputs, output.node.attrs).node);
        const [weights] = drawValues(g, [{ shape: output.shape }], differentiable);
        const slopes = (y: Tensor): Tensor[] => grad(y.mul(constant(weights!, y.shape)), inputs);

        const outputs = [output, ...slopes(output), simpler, ...slopes(simpler)];
        const results = await evaluate(referenceBackend(), inputs, values, outputs);
        const half = outputs.length / 2;
        for (let i = 0; i < half; i++) {
          expectWithin(results[i]!, results[half + i]!, closeTo(results[half + i]!));
        }
      }),
      { numRuns: 40 },
    );
  });
});
