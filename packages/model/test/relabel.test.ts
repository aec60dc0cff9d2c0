import { parseConfig } from '@gradlens/bert';
import { cpuBackend } from '@gradlens/tensor';
import { expect, test } from 'vitest';
import { batches } from '../src/train/batches.ts';
import { meanOutcome } from '../src/train/outcome.ts';
import { freshParameters } from '../src/train/parameters.ts';
import { Predictor } from '../src/train/predictor.ts';
import { recipe } from '../src/train/recipe.ts';
import { relabelled } from '../src/train/relabel.ts';

const config = parseConfig(
  JSON.stringify({ ...recipe.model, vocab_size: 9, hidden_size: 6, intermediate_size: 8 }),
  'config.json',
);

test('a teacher’s probabilities take the place of labels, and its choice with them', async () => {
  const backend = await cpuBackend();
  const parameters = freshParameters(config, 1);
  const examples = [
    { ids: [2, 5, 3], label: 1 },
    { ids: [2, 7, 8, 3], label: 0 },
  ];
  const packing = { rows: 3, labelCount: 2, labelSmoothing: 0.1, padTokenId: 0 };
  const [batch] = batches(examples, packing);
  const logits = await new Predictor(config, parameters, backend).logits(batch!);
  for (const labelLogit of [0, 5]) {
    const [taught] = await relabelled([batch!], labelLogit, config, parameters, backend);
    for (const [row, { label }] of examples.entries()) {
      const odds = logits[2 * row + 1]! - logits[2 * row]! + (label === 1 ? labelLogit : -labelLogit);
      // float32 of a probability.
      expect(taught!.targets[2 * row + 1]).toBeCloseTo(1 / (1 + Math.exp(-odds)), 6);
      expect(taught!.labels[row]).toBe(odds > 0 ? 1 : 0);
    }
    // The third row only fills the batch.
    expect([...taught!.targets.subarray(4)]).toEqual([0, 0]);
    expect(taught!.labels[2]).toBe(-1);
    expect(taught!.inputIds).toBe(batch!.inputIds);
  }
  await backend.dispose();
});

test('the mean of outcomes is that of each number', () => {
  const outcomes = [
    [1, 2],
    [3, 8],
  ].map((numbers) => new Map([['weight', Float32Array.from(numbers)]]));
  expect([...meanOutcome(outcomes).get('weight')!]).toEqual([2, 5]);
});
