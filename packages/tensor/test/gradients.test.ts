import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grad } from '../src/autodiff.ts';
import { referenceBackend } from '../src/backends/reference/index.ts';
import { buildNode } from '../src/graph/node.ts';
import { allOps } from '../src/ops/index.ts';
import { constant, input, Tensor } from '../src/tensor.ts';
import { expectGradients } from './support/differences.ts';
import { differentiable, drawCase, drawValues } from './support/draw.ts';
import { evaluate } from './support/evaluate.ts';
import { drawGraph, smooth } from './support/graphs.ts';

describe('the gradient rule of an op agrees with central differences', () => {
  test.each(Object.entries(allOps))('%s', async (_, op) => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const { inputs, values, output } = drawCase(g, op, differentiable);
        const [weights] = drawValues(g, [{ shape: output.shape }], differentiable);
        await expectGradients(output.mul(constant(weights!, output.shape)).sum(), inputs, values);
      }),
      { numRuns: 30 },
    );
  });
});

test('the gradient of a drawn graph agrees with central differences', async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const { inputs, values, outputs } = drawGraph(g, smooth);
      const f = outputs.map((output) => output.mean()).reduce((a, b) => a.add(b));
      await expectGradients(f, inputs, values);
    }),
    { numRuns: 100 },
  );
});

describe('where rules meet', () => {
  const x = input('x', [2, 3]);
  const values = [Float64Array.of(0.3, -0.7, 1.1, 0.2, -1.3, 0.9)];
  test.each<[string, Tensor]>([
    ['an input that an op takes twice', x.mul(x)],
    ['an input that a decomposed op takes twice', x.softmaxGrad(x)],
    ['an input of a decomposed op that is made from another', x.softmaxGrad(x.exp())],
    ['a node that several others read', x.exp().add(x.exp().tanh()).mul(x)],
    ['a matrix times its own transpose', x.matmul(x.transpose())],
    ['the output itself', x],
  ])('gradients add up: %s', async (_, output) => {
    await expectGradients(output.tanh().sum(), [x], values);
    await expectGradients(output.sum(), [x], values);
  });

  test('the gradient of a gradient is one too', async () => {
    const [slope] = grad(x.softmax().mul(x).gelu().sum(), [x]);
    await expectGradients(slope.mul(slope).sum(), [x], values);
  });

  test('a tensor that is no scalar stands for the sum of its elements', async () => {
    const gradients = [x.exp(), x.exp().sum()].map((output) => grad(output, [x])[0]);
    const [whole, sum] = await evaluate(referenceBackend(), [x], values, gradients);
    expect(whole).toEqual(sum);
  });
});

test('elements that tie for the largest share the gradient evenly', async () => {
  const x = input('x', [2, 4]);
  const values = [Float64Array.of(1, 3, 3, 3, 5, 2, 0, 5)];
  const [slopes] = await evaluate(referenceBackend(), [x], values, grad(x.max([1]), [x]));
  expect([...slopes!]).toEqual([0, 1 / 3, 1 / 3, 1 / 3, 1 / 2, 0, 0, 1 / 2]);
});

describe('what cannot be differentiated is refused when the gradient is built', () => {
  const x = input('x', [3]);

  test('an op without a rule', () => {
    const { vjp: _, ...ruleless } = allOps.exp;
    const y = new Tensor(buildNode({ ...ruleless, name: 'ruleless' }, [x.node]));
    expect(() => grad(y, [x])).toThrow('grad: the op "ruleless" has no gradient rule');
  });

  test('an op without a rule does not disturb where no gradient is asked for', () => {
    const { vjp: _, ...ruleless } = allOps.exp;
    const y = new Tensor(buildNode({ ...ruleless, name: 'aside' }, [x.node]));
    const w = input('w', [3]);
    expect(grad(y.mul(w), [w])[0].shape).toEqual([3]);
  });

  test('a tensor on which the output does not depend', () => {
    expect(() => grad(x.exp(), [input('other', [2, 5])])).toThrow(/does not depend .*\[2,5\]/);
  });

  test('a step, whose slope is 0 where it has one', () => {
    expect(() => grad(x.greater(0), [x])).toThrow(/does not depend/);
  });
});
