import { referenceBackend } from '@gradlens/tensor';
import { describe, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { checkpointNames, familyNames, readExpected } from '../../../fixtures/expected.ts';
import { directory, loadClassifier, loadTokenizer } from '../src/node.ts';

describe.each([...checkpointNames, ...familyNames])('%s', async (name) => {
  const { cases, tokenization } = await readExpected(name);
  const whole = cases
    .filter(({ attentionMask }) => !attentionMask.includes(0))
    .map((entry) => ({ maxLength: null, ...entry }));

  test.each([...whole, ...tokenization])(
    'gives the ids and offsets of transformers: $text',
    async (expected) => {
      const tokenizer = await loadTokenizer(directory(checkpointFolder(name)));
      const { text, pair, maxLength } = expected;
      const encoding = tokenizer.encode(text, pair, maxLength === null ? {} : { maxLength });
      expect(encoding.ids).toEqual(expected.inputIds);
      expect(encoding.tokens).toEqual(expected.tokens);
      expect(encoding.typeIds).toEqual(expected.tokenTypeIds);
      expect(encoding.spans.map((span) => span && [span.start, span.end])).toEqual(expected.offsets);
    },
  );

  test('cuts a text to the positions of the model and says so', async () => {
    const model = await loadClassifier(directory(checkpointFolder(name)), referenceBackend());
    const text = '! '.repeat(model.maxTokens);
    const { tokens, truncated } = model.encode(text);
    const whole = model.encode(text, undefined, { whole: true }).tokens;
    expect(tokens).toHaveLength(model.maxTokens);
    expect(truncated).toBe(whole.length - model.maxTokens);
    expect(truncated).toBeGreaterThan(1);
  });
});
