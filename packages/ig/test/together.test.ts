import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  explain,
  explainerNames,
  explainTargets,
  predict,
  together,
  type Explanation,
} from '../src/index.ts';
import { drawnModels, drawnTexts, open } from './support/drawnModel.ts';

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const layerOf = (explainer: string) =>
  ['layer_conductance', 'internal_influence'].includes(explainer) ? { layer: 'encoder.0' } : {};

test.each(explainerNames)('%s: texts together have what each has alone', async (explainer) => {
  await fc.assert(
    fc.asyncProperty(
      drawnModels,
      fc.array(drawnTexts, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('predicted', 'all'),
      async (drawn, texts, target) => {
        const model = open(drawn);
        const options = {
          explainer,
          target,
          ...layerOf(explainer),
          ...(explainer === 'kernel_shap' && { steps: 80 }),
          ...(explainer === 'discretized_integrated_gradients' && { steps: 3 }),
        };
        const found = await all(
          together(
            texts,
            (text) => text.length,
            (text, pool) => explainTargets(model, text, { ...options, pool }),
          ),
        );
        expect(found).toHaveLength(texts.length);
        for (const [i, text] of texts.entries()) {
          const alone = await explainTargets(model, text, options);
          expectSame(found[i]!, alone);
        }
      },
    ),
    { numRuns: 4 },
  );
});

test('noise, windows and parts are those of a text alone', async () => {
  const [drawn] = fc.sample(drawnModels, { numRuns: 1, seed: 2 });
  const model = open(drawn!);
  const texts = ['good film', 'good '.repeat(40), 'not bad , very fun'];
  for (const options of [
    { smoothSamples: 3, seed: 4 },
    { window: true, steps: 4 },
    { layer: 'embedding_parts', steps: 4 },
    { baseline: 'mean', steps: 4 },
    { layer: 'embedding_parts', smoothSamples: 2, steps: 4 },
  ]) {
    const found = await all(
      together(
        texts,
        (text) => text.length,
        (text, pool) => explain(model, text, { ...options, pool }),
      ),
    );
    for (const [i, text] of texts.entries()) expectSame([found[i]!], [await explain(model, text, options)]);
  }
});

test('predictions together are those of each alone', async () => {
  const [drawn] = fc.sample(drawnModels, { numRuns: 1, seed: 2 });
  const model = open(drawn!);
  const texts = ['good film', 'plot', 'not bad , very fun'];
  const found = await all(
    together(
      texts,
      (text) => text.length,
      (text, pool) => predict(model, text, { pool }),
    ),
  );
  for (const [i, text] of texts.entries()) {
    const { prediction } = await predict(model, text);
    // Sums in float64, padded with zeros.
    for (const [k, logit] of prediction.logits.entries()) {
      expect(found[i]!.prediction.logits[k]).toBeCloseTo(logit, 12);
    }
  }
});

test('items come in their order, a failure ends all, and no more are read than are needed', async () => {
  let read = 0;
  function* numbers() {
    for (; read < 1000; read++) yield read;
  }
  const double = async (number: number) => {
    await new Promise((resolve) => setTimeout(resolve, (number * 7) % 5));
    if (number === 20) throw new Error('twenty');
    return 2 * number;
  };
  const found: number[] = [];
  const consumed = (async () => {
    for await (const result of together(numbers(), (number) => -number, double)) found.push(result);
  })();
  await expect(consumed).rejects.toThrow('twenty');
  expect(found).toEqual(Array.from({ length: 20 }, (_, i) => 2 * i));
  expect(read).toBeLessThan(200);
});

test('what is there is worked on while its source has nothing more yet', async () => {
  let goOn = (): void => {};
  async function* numbers() {
    for (const number of [0, 1, 2, 3, 4, 5]) {
      if (number % 2 === 0 && number > 0) await new Promise<void>((resolve) => (goOn = resolve));
      yield number;
    }
  }
  const found: number[] = [];
  for await (const number of together(
    numbers(),
    (size) => size,
    async (item) => item,
  )) {
    found.push(number);
    // Nothing more comes until both are there.
    if (number % 2 === 1) goOn();
  }
  expect(found).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a failure ends all although its source never does', async () => {
  async function* endless() {
    yield 1;
    await new Promise(() => {});
  }
  const results = together(
    endless(),
    (size) => size,
    async () => {
      throw new Error('one');
    },
  );
  await expect(results.next()).rejects.toThrow('one');
});

/** On the reference, in float64, rows that are padded differ from others by the order of sums alone. */
function expectSame(actual: readonly Explanation[], expected: readonly Explanation[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, other] of expected.entries()) {
    const own = actual[i]!;
    expect(own.method).toEqual(other.method);
    for (const [token, { attribution }] of other.tokens.entries()) {
      expect(own.tokens[token]!.attribution).toBeCloseTo(attribution, 9);
    }
    expect(own.target.value).toBeCloseTo(other.target.value, 9);
    expect(own.notices).toEqual(other.notices);
  }
}
