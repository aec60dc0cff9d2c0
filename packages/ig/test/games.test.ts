import { Random } from '@gradlens/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainWith } from '../src/explain.ts';
import { leastSquares } from '../src/explainers/leastSquares.ts';
import { explain } from '../src/index.ts';
import { settingsOf } from '../src/settings.ts';
import { drawnModels, drawnTexts, open } from './support/drawnModel.ts';

describe('least squares', () => {
  test('finds the coefficients that values were made of', () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 6 }), fc.integer(), (coefficients, seed) => {
        const random = new Random(seed);
        const rows = Array.from({ length: 40 }, () => coefficients.map(() => random.normal()));
        const found = leastSquares({
          rows,
          values: rows.map((row) => row.reduce((sum, x, i) => sum + x * coefficients[i]!, 0)),
          weights: rows.map(() => random.uniform() + 0.1),
          penalty: 0,
        });
        // The normal equations of 40 rows of normal numbers are well conditioned.
        for (const [i, coefficient] of coefficients.entries()) expect(found![i]).toBeCloseTo(coefficient, 8);
      }),
    );
  });

  test('has no answer where rows do not determine one', () => {
    const rows = [
      [1, 1],
      [2, 2],
    ];
    expect(leastSquares({ rows, values: [1, 2], weights: [1, 1], penalty: 0 })).toBeNull();
    expect(leastSquares({ rows, values: [1, 2], weights: [1, 1], penalty: 1 })).not.toBeNull();
  });
});

test.each(['shapley_value_sampling', 'kernel_shap'] as const)(
  '%s: attributions sum to the change of the output exactly, with few samples too',
  async (explainer) => {
    await fc.assert(
      fc.asyncProperty(drawnModels, drawnTexts, fc.integer(), async (drawn, text, seed) => {
        const steps = explainer === 'kernel_shap' ? 60 : 2;
        const { convergence } = await explain(open(drawn), text, {
          explainer,
          steps,
          seed,
          baseline: 'mask',
        });
        // Sums in float64.
        expect(convergence.delta).toBeCloseTo(0, 9);
      }),
      { numRuns: 25 },
    );
  },
);

describe('three words', () => {
  const words = ['good', 'plot', 'not'];
  const [drawn] = fc.sample(drawnModels, { numRuns: 1, seed: 3 });
  const model = open(drawn!);
  const options = { target: '0' };

  /** Shapley's formula over all sets of words: φᵢ = Σ_S |S|!(M − |S| − 1)!/M! (F(S ∪ i) − F(S)). */
  async function shapleyValues(): Promise<number[]> {
    const valueOf = async (present: readonly boolean[]): Promise<number> => {
      const text = words.map((word, i) => (present[i] ? word : '[PAD]')).join(' ');
      return (await explain(model, text, { ...options, explainer: 'saliency' })).target.value;
    };
    const values = new Map<string, number>();
    const sets = Array.from({ length: 8 }, (_, bits) => words.map((__, i) => ((bits >> i) & 1) === 1));
    for (const set of sets) values.set(String(set), await valueOf(set));
    const share = [1 / 3, 1 / 6, 1 / 3];
    return words.map((_, i) =>
      sets
        .filter((set) => !set[i])
        .reduce(
          (sum, set) =>
            sum +
            share[set.filter(Boolean).length]! *
              (values.get(String(set.with(i, true)))! - values.get(String(set))!),
          0,
        ),
    );
  }

  test('in all orders have the Shapley values', async () => {
    // Fisher and Yates draw one of three places, then one of two.
    const drawnNumbers = [0, 1, 2].flatMap((a) => [0, 1].flatMap((b) => [(a + 0.5) / 3, (b + 0.5) / 2]));
    const draws = { uniform: () => drawnNumbers.shift()!, normal: () => 0 };
    const asked = { ...options, explainer: 'shapley_value_sampling', steps: 6 } as const;
    const [found] = await explainWith(model, words.join(' '), asked, settingsOf(model, asked), draws);
    const expected = await shapleyValues();
    for (const [i, { attribution }] of found!.words.entries())
      expect(attribution).toBeCloseTo(expected[i]!, 9);
    // Six orders ask for six of the eight sets, beside all and none.
    expect(found!.method.forwardEvaluations).toBe(6);
  });

  test('have nearly the Shapley values with many samples of Kernel SHAP', async () => {
    const found = await explain(model, words.join(' '), {
      ...options,
      explainer: 'kernel_shap',
      steps: 20_000,
    });
    const expected = await shapleyValues();
    const largest = Math.max(...expected.map(Math.abs));
    // Sets are drawn as often as they should be to about 1 %.
    for (const [i, { attribution }] of found.words.entries()) {
      expect(Math.abs(attribution - expected[i]!) / largest).toBeLessThan(0.03);
    }
  });

  test('need samples', async () => {
    await expect(explain(model, words.join(' '), { explainer: 'kernel_shap', steps: 1 })).rejects.toThrow(
      'kernel_shap needs at least 6 samples for a text of 3 words, not 1; give `steps` more',
    );
  });
});

test('LIME and Shapley values find the same word the strongest', async () => {
  const [drawn] = fc.sample(drawnModels, { numRuns: 1, seed: 5 });
  const model = open(drawn!);
  const text = 'good film very dully not fun';
  const lime = await explain(model, text, { explainer: 'lime', steps: 2000 });
  const shapley = await explain(model, text, { explainer: 'shapley_value_sampling', steps: 200 });
  expect(lime.convergence.delta).toBeNull();
  const strongest = (words: typeof lime.words) =>
    [...words].sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))[0]!.text;
  expect(strongest(lime.words)).toBe(strongest(shapley.words));
});
