import { compile, cpuBackend, input, variable } from '@gradlens/tensor';
import { expect, test } from 'vitest';
import { averageDecay, averageUpdate, createAverage, decayAt } from '../src/train/average.ts';

test('starts at the first parameters and follows the later ones', async () => {
  const backend = await cpuBackend();
  const parameter = variable('x', [2], () => new Float32Array(2));
  const average = createAverage('x', parameter);
  const value = input('value', [2]);
  const inputs = { value, averageDecay };
  const updates = [averageUpdate(average, value)];
  const step = await compile({ inputs, outputs: { value }, updates }, backend);

  const values = [
    [4, -1],
    [2, 5],
    [8, 0],
  ];
  for (const [t, x] of values.entries()) {
    await step.run({ value: Float32Array.from(x), averageDecay: Float32Array.of(decayAt(t, 0.15)) });
  }
  // d is 0, then 1/10, then 0.15, which 2/11 would exceed.
  const [first, second] = [0.1 * 4 + 0.9 * 2, 0.1 * -1 + 0.9 * 5];
  const [a, b] = await backend.read(average.node);
  expect(a).toBeCloseTo(0.15 * first + 0.85 * 8, 5);
  expect(b).toBeCloseTo(0.15 * second, 5);
});
