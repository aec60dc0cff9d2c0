import { cpuBackend } from '@gradlens/tensor';
import { directory, loadClassifier } from '@gradlens/bert/node';
import { expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { predict } from '../src/index.ts';

const texts = ['a film', 'a film of good taste', 'a very good film', 'film'];

test('texts of different lengths can be predicted at the same time', async () => {
  const model = await loadClassifier(directory(checkpointFolder('uncased-gelu')), await cpuBackend());
  const alone = [];
  for (const text of texts) alone.push((await predict(model, text)).prediction);
  const together = await Promise.all(texts.map((text) => predict(model, text)));
  expect(together.map(({ prediction }) => prediction)).toEqual(alone);
});
