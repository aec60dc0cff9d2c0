import { directory, loadClassifier } from '@gradlens/bert/node';
import { referenceBackend } from '@gradlens/tensor';
import { expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { explain, predict, withoutWords } from '../src/index.ts';

const model = await loadClassifier(directory(checkpointFolder('uncased-gelu')), referenceBackend());
const text = 'a very good film of love';

test('without no word nothing changes', async () => {
  const { prediction } = await predict(model, text);
  for (const replacement of ['delete', 'mask', 'pad'] as const) {
    expect((await withoutWords(model, text, [], { replacement })).prediction).toEqual(prediction);
  }
});

test('a deleted word is one that was never there', async () => {
  const { prediction } = await predict(model, 'a good film love');
  expect((await withoutWords(model, text, [1, 4], { replacement: 'delete' })).prediction).toEqual(prediction);
});

test('words lose what leave one out says when deleted, and what occlusion says when masked', async () => {
  const choice = { target: '0', output: 'probability' } as const;
  const left = await explain(model, text, { ...choice, explainer: 'leave_one_out' });
  const occluded = await explain(model, text, { ...choice, explainer: 'occlusion', baseline: 'mask' });
  for (const [i, word] of left.words.entries()) {
    const deleted = await withoutWords(model, text, [i], { ...choice, replacement: 'delete' });
    // The same rows in other batches, whose float64 sums have another order.
    expect(left.target.value - deleted.value).toBeCloseTo(word.attribution, 12);
    const pieces = occluded.tokens.filter(({ start, end }) => start === word.start && end === word.end);
    if (pieces.length === 0) continue;
    const masked = await withoutWords(model, text, [i], { ...choice, replacement: 'mask' });
    expect(left.target.value - masked.value).toBeCloseTo(occluded.words[i]!.attribution, 12);
  }
});

test('a word of a pair goes by its place among all', async () => {
  const { prediction } = await predict(model, 'a film', { pair: 'a love' });
  const { prediction: left } = await withoutWords(model, 'a film', [3], {
    pair: 'a good love',
    replacement: 'delete',
  });
  expect(left).toEqual(prediction);
});

test('a word in windows goes from each of them', async () => {
  const long = Array.from({ length: 100 }, (_, i) => (i === 40 ? 'good' : 'film')).join(' ');
  const { value } = await withoutWords(model, long, [40], { window: true, replacement: 'pad', target: '0' });
  const { target } = await explain(model, long, { window: true, target: '0', steps: 2 });
  expect(value).not.toBe(target.value);
});
