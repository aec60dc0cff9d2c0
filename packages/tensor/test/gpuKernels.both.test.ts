import { afterAll, describe, test } from 'vitest';
import { grad } from '../src/autodiff.ts';
import { referenceBackend } from '../src/backends/reference/index.ts';
import { webgpuBackend } from '../src/backends/webgpu/index.ts';
import { sizeOf } from '../src/graph/shape.ts';
import { input, type Tensor } from '../src/tensor.ts';
import { testDevices } from './support/adapter.ts';
import { asGpu } from './support/changed.ts';
import { evaluate } from './support/evaluate.ts';
import { roundoff } from './support/roundoff.ts';
import { expectWithin } from './support/within.ts';

/** What is written in another way for GPUs than for an adapter that computes on the CPU, with the shapes of its inputs. */
const computations: Readonly<Record<string, { shapes: number[][]; of(inputs: readonly Tensor[]): Tensor }>> =
  {
    'attention of heads that a quad shares': {
      shapes: [[2, 5, 64], ...Array(2).fill([2, 19, 64]), [2, 19]],
      of: ([q, k, v, bias]) => q!.attention(k!, v!, bias!, 2),
    },
    'attention of heads that one invocation has': {
      shapes: [[1, 7, 24], ...Array(2).fill([1, 7, 24]), [1, 7]],
      of: ([q, k, v, bias]) => q!.attention(k!, v!, bias!, 2),
    },
  };

describe.each(await testDevices())('kernels for GPUs agree with the reference', (device) => {
  const backend = webgpuBackend(asGpu(device));

  afterAll(async () => {
    await backend.dispose();
    device.destroy();
  });

  test.each(Object.entries(computations))('on %s and its gradients', async (_, { shapes, of }) => {
    const inputs = shapes.map((shape, i) => input(`x${i}`, shape));
    const values = shapes.map((shape, i) =>
      Float32Array.from({ length: sizeOf(shape) }, (_, at) => Math.sin(at * 12.9898 + i)),
    );
    const output = of(inputs);
    const outputs = [output, ...grad(output.mul(output).sum(), inputs)];
    const actual = await evaluate(backend, inputs, values, outputs);
    const expected = await evaluate(referenceBackend(), inputs, values, [
      ...outputs,
      ...outputs.map(roundoff),
    ]);
    for (const [i, numbers] of actual.entries())
      expectWithin(numbers, expected[i]!, expected[outputs.length + i]!);
  });
});
