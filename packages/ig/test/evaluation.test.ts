import { directory, loadClassifier } from '@gradlens/bert/node';
import { Random, referenceBackend } from '@gradlens/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { checkpointNames, readExpected, readMetrics } from '../../../fixtures/expected.ts';
import { estimate } from '../src/evaluation/bootstrap.ts';
import { drawsFor } from '../src/evaluation/draws.ts';
import { erasuresOf } from '../src/evaluation/erasure.ts';
import { drawSets, infidelity } from '../src/evaluation/infidelity.ts';
import { relativeChange } from '../src/evaluation/sensitivity.ts';
import { explainWith, type ExplainOptions } from '../src/explain.ts';
import { scoreTokens } from '../src/graphs/forward.ts';
import { tokenRow } from '../src/graphs/tokenRows.ts';
import { comparedExplainers, evaluate, explain, explainerNames, type ExplainerName } from '../src/index.ts';
import { settingsOf } from '../src/settings.ts';
import { drawnModels, drawnTexts, open } from './support/drawnModel.ts';

/** Both are float64 of the same weights; fixtures have 10 digits, and Captum rounds quadrature weights to float32. */
const digits = 6;

describe.each(checkpointNames)('the numbers of ferret and Captum: %s', (name) => {
  const loading = loadClassifier(directory(checkpointFolder(name)), referenceBackend());

  test('comprehensiveness, sufficiency and log-odds', async () => {
    const model = await loading;
    const { cases: texts } = await readExpected(name);
    const { cases, faithfulness, logOdds } = await readMetrics(name);
    let compared = 0;
    for (const { case: of, target, scores: known } of cases.filter(
      ({ output }) => output === 'probability',
    )) {
      const { text, pair } = texts.find((one) => one.name === of)!;
      const { tokens } = model.encode(text, pair ?? undefined);
      const row = tokenRow(tokens);
      const own = [...tokens.keys()].filter((token) => !tokens[token]!.special);
      for (const scores of Object.keys(known) as (keyof typeof known)[]) {
        const isSame = (entry: (typeof faithfulness)[number] | (typeof logOdds)[number]) =>
          entry.case === of && entry.scores === scores && String(entry.candidates) === String(own);
        const erased = erasuresOf(tokens, row, known[scores]!, model.neutralTokenIds.pad!);
        const [whole, ...rest] = await scoreTokens(model, { kind: 'probability' }, [row, ...erased.rows], {});
        const found = erased.measure(
          whole![target]!,
          rest.map((probabilities) => probabilities[target]!),
        );
        for (const entry of faithfulness.filter((one) => isSame(one) && one.onlyPositive)) {
          for (const { metric, replacement, aopc50 } of entry.runs) {
            if (replacement !== 'remove') continue;
            compared++;
            expect(found[metric]).toBeCloseTo(aopc50, digits);
          }
        }
        for (const entry of logOdds.filter(isSame)) {
          compared++;
          expect(found.logOdds).toBeCloseTo(entry.mean, digits);
        }
      }
    }
    // A regression has no probability.
    expect(compared > 0 || model.problemType === 'regression').toBe(true);
  });

  test('infidelity of sets of tokens', async () => {
    const model = await loading;
    const { cases: texts } = await readExpected(name);
    const entries = (await readMetrics(name)).infidelity.filter(
      ({ perturbation }) => perturbation === 'subset',
    );
    expect(new Set(entries.map(({ explainer }) => explainer)).size).toBe(2);
    for (const entry of entries) {
      const { text, pair } = texts.find((one) => one.name === entry.case)!;
      const { tokens } = await explain(model, text, {
        explainer: entry.explainer,
        layer: entry.layer,
        ...(pair !== null && { pair }),
        ...(entry.method !== null && {
          baseline: entry.baseline!,
          method: entry.method,
          steps: entry.steps!,
        }),
      });
      const own = model.encode(text, pair ?? undefined).tokens;
      const pad = Int32Array.from(own, ({ id, special }) => (special ? id : model.neutralTokenIds.pad!));
      let drawn = 0;
      const uniform = () => {
        const [set, token] = [Math.floor(drawn / own.length), drawn++ % own.length];
        return Math.sin(12.9898 * (set + 1) + 78.233 * (token + 1) + 37.719) > 0 ? 0 : 1;
      };
      const sets = drawSets(tokenRow(own), pad, { uniform, normal: uniform });
      const attributions = tokens.map(({ attribution }) => attribution);
      const found = infidelity(attributions, sets.slice(0, entry.products.length), entry.changes);
      expect(found).toBeCloseTo(entry.normalizedInfidelity, 7);
    }
  });

  test('sensitivity of the attributions of tokens', async () => {
    const model = await loading;
    const { cases: texts } = await readExpected(name);
    const { sensitivity } = await readMetrics(name);
    expect(sensitivity.length).toBeGreaterThan(0);
    for (const { case: of, explainer, layer, baseline, method, steps, radius, byToken } of sensitivity) {
      const { text, pair } = texts.find((one) => one.name === of)!;
      const options: ExplainOptions = {
        explainer,
        layer,
        ...(pair !== null && { pair }),
        ...(baseline !== null && { baseline }),
        ...(method !== null && { method }),
        ...(steps !== null && { steps }),
      };
      const { tokens } = await explain(model, text, options);
      const original = tokens.map(({ attribution }) => attribution);
      const changes: number[] = [];
      const width = model.widthOf(layer);
      for (const sample of byToken.distances.keys()) {
        let drawn = 0;
        const normal = () => {
          const [token, unit] = [Math.floor(drawn / width), drawn++ % width];
          return Math.sin(12.9898 * (sample + 1) + 78.233 * (token + 1) + 37.719 * (unit + 1));
        };
        // Noise of one sample is a perturbation.
        const noisy = { ...options, smoothSamples: 1, smoothStdev: radius };
        const draws = { uniform: () => 0, normal };
        const [moved] = await explainWith(model, text, noisy, settingsOf(model, noisy), draws);
        changes.push(
          relativeChange(
            original,
            moved!.tokens.map(({ attribution }) => attribution),
          ),
        );
      }
      expect(Math.max(...changes) / byToken.sensitivity).toBeCloseTo(1, 4);
    }
  });
});

test('an interval holds the mean, narrows with more values, and is the same for the same seed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 40 }),
      fc.integer(),
      (values, seed) => {
        const found = estimate(values, new Random(seed))!;
        expect(found).toEqual(estimate(values, new Random(seed)));
        expect(found.texts).toBe(values.length);
        expect(found.low).toBeLessThanOrEqual(found.high);
        expect(found.low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(found.high).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      },
    ),
  );
  expect(estimate([], new Random(0))).toBeNull();
  // The standard error of 400 values of variance 1/12 is 0.0144: 1.96 of it on each side, but for the draw.
  const random = new Random(7);
  const { low, high } = estimate(
    Array.from({ length: 400 }, () => random.uniform()),
    random,
  )!;
  expect((high - low) / (2 * 1.96 * Math.sqrt(1 / 12 / 400))).toBeCloseTo(1, 1);
});

test('an evaluation has all contenders, their metrics, and the same numbers for the same seed', async () => {
  const [drawn] = fc.sample(drawnModels, { numRuns: 1, seed: 6 });
  const model = open(drawn!);
  const texts = [
    { text: 'good film', label: 0 },
    { text: 'not a bad plot , very fun', label: 'label 1' },
    { text: '' },
    { text: 'dully unfunny' },
    { error: 'not a JSON object' },
    { text: 'very '.repeat(30) },
  ];
  const options = {
    explainers: ['integrated_gradients', 'saliency', 'leave_one_out'],
    baselines: ['pad', 'zero'],
    seed: 5,
  } as const;
  const evaluation = await evaluate(model, texts, options);
  expect(evaluation).toMatchObject({
    version: 1,
    data: null,
    texts: 4,
    truncated: 1,
    failures: 2,
    accuracy: { labelled: 2 },
    seed: 5,
  });
  expect(evaluation.contenders.map(({ explainer, baseline }) => [explainer, baseline])).toEqual([
    ['integrated_gradients', 'pad'],
    ['integrated_gradients', 'zero'],
    ['saliency', null],
    ['leave_one_out', null],
    ['random', null],
  ]);
  const [gradients, , saliency, left] = evaluation.contenders;
  expect(gradients!.metrics.delta!.mean).toBeLessThanOrEqual(0.01);
  expect(saliency!.metrics.delta).toBeNull();
  expect(left!.metrics.sensitivity).toBeNull();
  expect(gradients!.metrics.sensitivity!.mean).toBeGreaterThan(0);
  const failed: unknown[] = [];
  const again = { ...options, onFailure: (...failure: unknown[]) => failed.push(failure) };
  expect(await evaluate(model, texts, again)).toEqual(evaluation);
  expect(failed).toEqual([
    [texts[2], 'the text is empty: there is no word to explain'],
    [texts[4], 'not a JSON object'],
  ]);
  await expect(evaluate(model, [{ text: ' ' }], { data: 'a.csv' })).rejects.toThrow(
    /^a\.csv: there is no text to evaluate on$/,
  );
});

test('what needs a layer or texts cannot be compared', async () => {
  const [drawn] = fc.sample(drawnModels, { numRuns: 1, seed: 6 });
  const model = open(drawn!);
  const texts = [{ text: 'good film' }];
  const all = await evaluate(model, texts, { explainers: comparedExplainers, baselines: ['pad'] });
  expect(all.contenders).toHaveLength(comparedExplainers.length + 1);
  const others = explainerNames.filter((name) => !comparedExplainers.includes(name));
  expect(others).toEqual(['layer_conductance', 'internal_influence']);
  for (const explainer of others) {
    await expect(evaluate(model, texts, { explainers: [explainer] })).rejects.toThrow(
      `explainer "${explainer}": it explains by a layer that has to be named, which a comparison has no place for; compare integrated_gradients, `,
    );
  }
  await expect(evaluate(model, texts, { baselines: ['sampled:2'] })).rejects.toThrow(
    'baseline "sampled:2": a comparison has no texts to choose from; use pad, mask, zero, unk, mean, text:…',
  );
});

test('of a text of one token attributions are a perfect forecast, whatever those of special tokens are', async () => {
  const [drawn] = fc.sample(drawnModels, { numRuns: 1, seed: 3 });
  const { contenders } = await evaluate(open(drawn!), [{ text: 'film' }], {
    explainers: ['integrated_gradients', 'input_x_gradient', 'saliency', 'occlusion'],
  });
  for (const { metrics } of contenders) expect(metrics.infidelity!.mean).toBeCloseTo(0, 12);
});

test("a contender's numbers are the same whatever others there are, and in any order", async () => {
  const settings = fc.record({
    drawn: drawnModels,
    texts: fc.array(drawnTexts, { minLength: 1, maxLength: 3 }),
    seed: fc.nat(),
    all: fc.shuffledSubarray(
      ['integrated_gradients', 'expected_gradients', 'lime', 'input_x_gradient'] as const,
      { minLength: 2 },
    ),
    baselines: fc.shuffledSubarray(['pad', 'mask'], { minLength: 1 }),
  });
  await fc.assert(
    fc.asyncProperty(settings, async ({ drawn, texts, seed, all, baselines }) => {
      const model = open(drawn);
      const contendersOf = async (explainers: readonly ExplainerName[], from: readonly string[]) => {
        const items = texts.map((text) => ({ text }));
        return (await evaluate(model, items, { explainers, baselines: from, seed })).contenders;
      };
      const together = await contendersOf([...all, all[0]!], [...baselines, ...baselines]);
      const alone = await contendersOf([all.at(-1)!], [baselines.at(-1)!]);
      for (const contender of alone) {
        const { explainer, baseline } = contender;
        const same = together.filter((one) => one.explainer === explainer && one.baseline === baseline);
        expect(same).toEqual([contender]);
      }
    }),
    { numRuns: 10 },
  );
});

test('what is drawn for one text of one seed is not what is drawn for another', () => {
  const first = (...purpose: (string | number)[]) => drawsFor(...purpose).uniform();
  const places = Array.from({ length: 20 }, (_, seed) =>
    Array.from({ length: 20 }, (__, number) => [first(seed, number, 'a'), first(seed, number, 'b')]),
  ).flat(2);
  expect(new Set(places).size).toBe(800);
});
