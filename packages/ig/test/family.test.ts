import { loadClassifier } from '@gradlens/bert';
import { referenceBackend } from '@gradlens/tensor';
import { describe, expect, test } from 'vitest';
import { familyNames } from '../../../fixtures/expected.ts';
import { explain, explainerNames, predict, together, traitsOf } from '../src/index.ts';
import { checkpoint } from './support/checkpoint.ts';

const text = 'The unwatchable movie, very good!';

describe.each(familyNames)('%s', (name) => {
  const loading = loadClassifier(checkpoint(name), referenceBackend());

  test('explains words, whatever their pieces are', async () => {
    const { words, model } = await explain(await loading, text, { steps: 2 });
    expect(words.map((word) => word.text)).toEqual(['The', 'unwatchable', 'movie', ',', 'very', 'good', '!']);
    expect(model.architecture).toMatch(/ForSequenceClassification$/);
  });

  test.each(['pad', 'mask', 'unk'] as const)(
    'the baseline %s is the text of that token',
    async (baseline) => {
      const model = await loading;
      const token = model.tokenizer.idToToken(model.neutralTokenIds[baseline]!)!;
      const { tokens, target } = await explain(model, text, { baseline, target: '0', steps: 2 });
      const { prediction } = await predict(model, token.repeat(tokens.length - 2));
      expect(target.baselineValue).toBeCloseTo(prediction.logits[0]!, 12);
    },
  );

  test('texts that share batches are predicted as alone', async () => {
    const model = await loading;
    const texts = [text, 'Good', 'A noisy, hideous and cumbersome movie', 'It was fun!'];
    const alone = await Promise.all(texts.map((one) => predict(model, one)));
    const shared = together(
      texts,
      (one) => one.length,
      (one, pool) => predict(model, one, { pool }),
    );
    for await (const { text: of, prediction } of shared) {
      const expected = alone.find((one) => one.text === of)!.prediction;
      for (const [label, logit] of prediction.logits.entries()) {
        expect(logit).toBeCloseTo(expected.logits[label]!, 12);
      }
    }
  });
});

test('of a model without types, an embedding has two parts', async () => {
  const model = await loadClassifier(checkpoint('distilbert'), referenceBackend());
  const { tokens } = await explain(model, text, { layer: 'embedding_parts', steps: 2 });
  expect(Object.keys(tokens[1]!.parts!)).toEqual(['word', 'position']);
});

// Of one width and of two, with positions that count padding and with such that do not.
describe.each(['distilbert', 'electra', 'roberta'])('%s', (name) => {
  const loading = loadClassifier(checkpoint(name), referenceBackend());

  // Where the path does not begin at what the baseline's value is taken of, no number of points is enough.
  test('attributions sum to the change from padding, at each layer before attention', async () => {
    const model = await loading;
    for (const layer of ['embedding_parts', 'word_embeddings', 'embeddings']) {
      const { tokens, target } = await explain(model, text, {
        pair: 'No.',
        layer,
        method: 'gausslegendre',
        steps: 128,
      });
      const sum = tokens.reduce((all, { attribution }) => all + attribution, 0);
      // Models so sharp want many points. Positions of another row move the value by more than this.
      expect(Math.abs(sum - (target.value - target.baselineValue!))).toBeLessThan(0.02);
    }
  });

  test.each(explainerNames)('can be asked by %s', async (explainer) => {
    const { tokens } = await explain(await loading, text, {
      explainer,
      ...(traitsOf(explainer).layer === 'encoder' && { layer: 'encoder.0' }),
    });
    for (const { attribution } of tokens) expect(attribution).toBeTypeOf('number');
    expect(tokens.every(({ attribution }) => Number.isFinite(attribution))).toBe(true);
  });
});
