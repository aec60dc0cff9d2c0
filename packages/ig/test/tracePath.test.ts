import { directory, loadClassifier } from '@gradlens/bert/node';
import { referenceBackend } from '@gradlens/tensor';
import { expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { explain, tracePath, type ExplainOptions } from '../src/index.ts';

const model = await loadClassifier(directory(checkpointFolder('uncased-gelu')), referenceBackend());
const text = 'a very good film of love and loss';

const ways: readonly ExplainOptions[] = [
  {},
  { tolerance: 1e-6 },
  { steps: 12 },
  { method: 'riemann_trapezoid', steps: 7, baseline: 'mask', target: '0' },
  { baseline: ['pad', 'zero'], output: 'probability' },
  { layer: 'encoder.0' },
];

test.each(ways)('a path sums to what the explanation says (%o)', async (options) => {
  const { target, convergence, method } = await explain(model, text, options);
  const traces = await tracePath(model, text, options);
  const mean = (of: (trace: (typeof traces)[number]) => number): number =>
    traces.reduce((sum, trace) => sum + of(trace), 0) / traces.length;
  // Sums of float64 numbers, in another order.
  expect(mean(({ baselineValue }) => baselineValue)).toBeCloseTo(target.baselineValue!, 12);
  expect(mean(({ value }) => value)).toBeCloseTo(target.value, 12);
  const sums = mean(({ points }) => points.reduce((sum, { weight, slope }) => sum + weight * slope, 0));
  expect(sums - (target.value - target.baselineValue!)).toBeCloseTo(convergence.delta!, 12);
  expect(traces.flatMap(({ points }) => points)).toHaveLength(method.gradientEvaluations);
  for (const { points } of traces) {
    const positions = points.map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  }
});

test('slopes are the derivatives of the values', async () => {
  const [{ points }] = (await tracePath(model, text, { method: 'riemann_trapezoid', steps: 401 })) as [
    Awaited<ReturnType<typeof tracePath>>[number],
  ];
  for (const [i, { slope }] of points.slice(1, -1).entries()) {
    const [before, after] = [points[i]!, points[i + 2]!];
    const difference = (after.value - before.value) / (after.position - before.position);
    // Central differences at a distance of 1/400 are off by some 1e-5 of the third derivative.
    expect(difference).toBeCloseTo(slope, 3);
  }
});

test('what takes no straight path is refused', async () => {
  await expect(tracePath(model, text, { explainer: 'saliency' })).rejects.toThrow('no straight path');
  await expect(tracePath(model, text, { smoothSamples: 2 })).rejects.toThrow('leave out `smoothSamples`');
  await expect(tracePath(model, text, { target: 'all' })).rejects.toThrow('one output at a time');
});
