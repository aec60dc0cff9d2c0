import { Random, referenceBackend } from '@gradlens/tensor';
import { expect, test } from 'vitest';
import { disagreement } from '../src/agreement.ts';
import { drawTensors, textOf, textOfIds } from '../src/ig/checkpoint.ts';
import { openExplainer, type Explainer } from '../src/ig/explainer.ts';
import { runRace } from '../src/ig/race.ts';
import { raceSection } from '../src/ig/raceSection.ts';
import { fillNormal } from '../src/normal.ts';
import { loadSmall, small } from './randomModel.ts';

const effort = { budget: 0, rounds: { least: 2, most: 2 } };
const race = { tokens: 16, steps: 3, batchSizes: [1, 50], goals: { single: 'at least 2', best: '' } };

/** Answers without a process. */
function explainer(attributions: readonly number[]): Explainer {
  return {
    greeting: { software: 'test', loadMilliseconds: 1, peakBytes: 1 },
    explain: async () => ({ attributions, peakBytes: 2 }),
    close: async () => undefined,
  };
}

test('the checkpoint loads, and its texts have as many tokens as they should', async () => {
  const backend = referenceBackend();
  const model = await loadSmall(backend);
  for (const tokens of [16, 128, 512]) {
    const encoded = model.encode(textOf(tokens));
    expect(encoded.tokens).toHaveLength(tokens);
    expect(new Set(encoded.tokens.map(({ id }) => id)).size).toBe(tokens);
    expect(encoded.truncated).toBe(0);
  }
  expect(model.encode(textOfIds([7, 30521, 4, 7])).tokens.map(({ id }) => id)).toEqual([
    2, 7, 30521, 1, 7, 3,
  ]);
  await backend.dispose();
});

test('the same weights are drawn every time, normal ones and the scales of layer norms', () => {
  const [once, again] = [[...drawTensors(small)], [...drawTensors(small)]];
  expect(once).toEqual(again);
  const scales = once.filter(({ name }) => name.endsWith('LayerNorm.weight'));
  expect(scales.map(({ data }) => Number(data[0]))).toEqual([1, 1, 1]);
  const numbers = fillNormal(new Float32Array(100_001), 0.02, new Random(7));
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const deviation = Math.sqrt(numbers.reduce((sum, number) => sum + number ** 2, 0) / numbers.length);
  // Five standard errors of the mean and of the deviation.
  expect(Math.abs(mean)).toBeLessThan((5 * 0.02) / Math.sqrt(numbers.length));
  expect(Math.abs(deviation - 0.02)).toBeLessThan((5 * 0.02) / Math.sqrt(2 * numbers.length));
});

test('disagreement is a part of the largest attribution, and infinite for another number of them', () => {
  expect(disagreement([1, -4.5], [1, -4])).toBeCloseTo(0.125, 12);
  expect(disagreement([1], [1, 2])).toBe(Infinity);
  expect(disagreement([NaN, 1], [1, 1])).toBeNaN();
});

test('runners that agree are timed and compared', async () => {
  const [gradlens, captum] = [explainer([1, 2]), explainer([1, 2.0001])];
  const result = await runRace(race, gradlens, captum, effort);
  expect(result.runners.map(({ batchSize, timing }) => [batchSize, timing.samples.length])).toEqual([
    [null, 2],
    [1, 2],
    [50, 2],
  ]);
  const section = raceSection('cpu', [result], gradlens, captum);
  expect(section.table!.rows).toHaveLength(3);
  expect(section.figures).toHaveLength(2);
});

test.each([[[1, 2.001]], [[NaN, 2]], [[1]]])(
  '%j beside [1, 2] is wrong and not timed',
  async (attributions) => {
    const [gradlens, captum] = [explainer([1, 2]), explainer(attributions)];
    const result = await runRace(race, gradlens, captum, effort);
    expect(result.runners).toEqual([]);
    expect(raceSection('cpu', [result], gradlens, captum).failures).toHaveLength(2);
  },
);

test('without Captum the section says so and has our times alone', async () => {
  const gradlens = explainer([1, 2]);
  const section = raceSection('cpu', [await runRace(race, gradlens, null, effort)], gradlens, null);
  expect(section.introduction).toContain('Captum was not measured');
  expect(section.table!.rows).toHaveLength(1);
  expect(section.figures).toEqual([]);
  expect(section.failures).toEqual([]);
});

test('an explainer is a program that greets and answers', async () => {
  const program = `
    const say = (message) => console.log(JSON.stringify(message));
    say({ software: 'echo', loadMilliseconds: 0, peakBytes: 1 });
    require('readline').createInterface({ input: process.stdin })
      .on('line', (line) => say({ attributions: [JSON.parse(line).steps], peakBytes: 2 }));`;
  const echo = await openExplainer(process.execPath, ['-e', program]);
  expect(echo.greeting.software).toBe('echo');
  for (const steps of [3, 4]) {
    expect((await echo.explain({ text: '', steps, batchSize: null })).attributions).toEqual([steps]);
  }
  await echo.close();
});

test('a program that ends without a word is an error', async () => {
  await expect(openExplainer(process.execPath, ['-e', ''])).rejects.toThrow('ended without an answer');
});
