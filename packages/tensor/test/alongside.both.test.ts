import { afterAll, describe, expect, test } from 'vitest';
import { grad } from '../src/autodiff.ts';
import { referenceBackend } from '../src/backends/reference/index.ts';
import { sizeOf } from '../src/graph/shape.ts';
import { buildPlan } from '../src/plan/build.ts';
import { input, type Tensor } from '../src/tensor.ts';
import { openBackends } from './support/backends.ts';
import { evaluate } from './support/evaluate.ts';
import { roundoff } from './support/roundoff.ts';
import { expectWithin } from './support/within.ts';

const reference = referenceBackend();
const shapes: number[][] = [[6, 8], [12, 8], [12]];
const inputs = shapes.map((shape, i) => input(`x${i}`, shape));
const [x, weights, bias] = inputs as [Tensor, Tensor, Tensor];
const values = shapes.map((shape, i) =>
  Float32Array.from({ length: sizeOf(shape) }, (_, at) => Math.sin(at * 12.9898 + i)),
);
const dense = x.matmul(weights.transpose()).add(bias);

function kernelsOf(outputs: readonly Tensor[], fused = true): string[] {
  const request = { inputs: inputs.map(({ node }) => node), outputs: outputs.map(({ node }) => node) };
  return buildPlan({ ...request, fused }).steps.map(({ kernel }) => kernel);
}

test('an activation whose input is wanted too is computed in the kernel of the product', () => {
  expect(kernelsOf([dense, dense.gelu()])).toEqual(['matmul']);
});

test('one activation alone, and none that reads anything else', () => {
  expect(kernelsOf([dense, dense.gelu(), dense.tanh()])).toEqual(['matmul', 'elementwise']);
  expect(kernelsOf([dense, dense.mul(dense.softmax())])).toEqual(['matmul', 'softmax', 'elementwise']);
  expect(kernelsOf([dense, dense.transpose().exp()])).toEqual(['matmul', 'elementwise']);
});

test('a product of two activations, or of one with itself, reads the product alone', () => {
  expect(kernelsOf([dense, dense.gelu().mul(dense)])).toEqual(['matmul']);
});

describe.each((await openBackends()).filter(({ name }) => name !== reference.name))(
  'on $name',
  ({ backend }) => {
    afterAll(() => backend.dispose());

    test('the activation and its gradient are what they are apart', async () => {
      const y = dense.gelu();
      const outputs = [y, ...grad(y.mul(y).sum(), inputs)];
      const actual = await evaluate(backend, inputs, values, outputs);
      const expected = await evaluate(reference, inputs, values, [...outputs, ...outputs.map(roundoff)]);
      for (const [i, found] of actual.entries())
        expectWithin(found, expected[i]!, expected[outputs.length + i]!);
    });
  },
);
