import { directory, loadClassifier } from '@gradlens/bert/node';
import { input, measurePlan, plan, referenceBackend } from '@gradlens/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { explain, explainLayers, explainTargets } from '../src/index.ts';
import { gradientsGraph } from '../src/graphs/gradients.ts';
import { scoresFrom } from '../src/graphs/scores.ts';
import { contextInputs } from '../src/graphs/tokenRows.ts';
import { drawnModels, open as openDrawn } from './support/drawnModel.ts';

const open = (name: string) => loadClassifier(directory(checkpointFolder(name)), referenceBackend());
const text = 'An unwatchable, overlong mess of a film.';

test('all targets share what leads up to the logits', async () => {
  const model = await open('cased-gelu-new');
  expect(model.labels).toHaveLength(5);
  const { tokens } = model.encode(text);
  const flops = (targets: number): number => {
    const shape = {
      layer: 'embeddings',
      scores: { kind: 'logit' },
      measure: 'along',
      targets,
      scoreCount: 5,
      row: { tokens: tokens.length, reads: 0 },
      layerTokens: tokens.length,
    } as const;
    return measurePlan(plan(gradientsGraph(model, shape, 1, 1))).matmulFlops;
  };
  const inputs = contextInputs(1, { tokens: tokens.length, reads: 0 });
  const given = input('given', [1, tokens.length, model.widthOf('embeddings')]);
  const scores = scoresFrom(model, { kind: 'logit' }, 'embeddings', given, inputs);
  const forward = measurePlan(plan({ inputs: { ...inputs, given }, outputs: { scores } })).matmulFlops;
  const backward = flops(1) - forward;
  // Five times the way back, and the rest once.
  expect((flops(5) - 5 * backward) / forward).toBeLessThan(1.01);
});

test('all targets give what each gives alone', async () => {
  const model = await open('cased-gelu-new');
  const all = await explainTargets(model, text, { target: 'all', steps: 5 });
  expect(all.map(({ target }) => target.label)).toEqual(model.labels);
  for (const [i, together] of all.entries()) {
    const alone = await explain(model, text, { target: String(i), steps: 5 });
    expect(together.target).toEqual(alone.target);
    expect(together.tokens).toEqual(alone.tokens);
    expect(together.convergence).toEqual(alone.convergence);
  }
});

test('layers give what each gives alone', async () => {
  const model = await open('uncased-gelu');
  const [matrix] = await explainLayers(model, text, { layers: 'all', steps: 4 });
  expect(matrix!.method.layer).toBe('embeddings');
  expect(matrix!.layers!.map(({ layer }) => layer)).toEqual(model.layers);
  for (const { layer, tokens, words, convergence } of matrix!.layers!) {
    const alone = await explain(model, text, { layer, steps: 4 });
    expect(tokens).toEqual(alone.tokens.map(({ attribution }) => attribution));
    expect(words).toEqual(alone.words.map(({ attribution }) => attribution));
    expect(convergence).toEqual(alone.convergence);
  }
  const flow = await explainLayers(model, text, {
    layers: ['encoder.0'],
    layer: 'encoder.1',
    explainer: 'layer_conductance',
    steps: 4,
  });
  expect(flow[0]!.method.layer).toBe('encoder.1');
  expect(flow[0]!.layers!.map(({ layer }) => layer)).toEqual(['encoder.0']);
});

test('a baseline that is the text itself is said to be', async () => {
  const model = await open('uncased-gelu');
  const { notices, tokens, convergence } = await explain(model, text, { baseline: `text:${text}` });
  expect(notices.map(({ code }) => code)).toEqual(['baseline-is-input']);
  expect(tokens.every(({ attribution }) => attribution === 0)).toBe(true);
  expect(convergence).toMatchObject({ delta: 0, relativeDelta: null, tolerance: 0.01, met: true });
});

test('a tolerance that is not met is said to be', async () => {
  const model = await open('regression-relu-half');
  const { notices, convergence } = await explain(model, text, {
    method: 'adaptive',
    tolerance: 1e-9,
    steps: 40,
  });
  expect(convergence.met).toBe(false);
  expect(notices.map(({ code }) => code)).toEqual(['tolerance-not-met']);
  const coarse = await explain(model, text, { steps: 2, tolerance: 1e-9 });
  expect(coarse.convergence.met).toBe(false);
  const exact = await explain(model, text, { steps: 2, tolerance: 100 });
  expect(exact.convergence.met).toBe(true);
});

test('what is drawn is the same for the same seed', async () => {
  const model = await open('uncased-gelu');
  const baselineTexts = ['The film', 'good fun', 'it is what it is', 'poor acting'];
  const drawn = async (seed: number) => {
    const { tokens, method } = await explain(model, text, {
      explainer: 'expected_gradients',
      baseline: 'sampled:2',
      baselineTexts,
      steps: 5,
      seed,
    });
    expect(method).toMatchObject({ baseline: 'sampled:2', seed, steps: 5, gradientEvaluations: 5 });
    return tokens.map(({ attribution }) => attribution);
  };
  expect(await drawn(1)).toEqual(await drawn(1));
  expect(await drawn(2)).not.toEqual(await drawn(1));
});

test('without noise SmoothGrad is the explainer itself', async () => {
  const model = await open('uncased-gelu');
  const plain = await explain(model, text, { explainer: 'input_x_gradient' });
  const smooth = await explain(model, text, {
    explainer: 'input_x_gradient',
    smoothSamples: 2,
    smoothStdev: 0,
  });
  for (const [i, { attribution }] of smooth.tokens.entries()) {
    // The mean of two equal numbers.
    expect(attribution).toBe(plain.tokens[i]!.attribution);
  }
  expect(smooth.convergence.delta).toBeNull();
});

test('several paths that each kept to the tolerance are not said to keep to it when their changes cancel', async () => {
  const model = await open('uncased-gelu');
  const texts = ['a film', 'good fun', 'the actors', 'poor ideas', 'is what it is'];
  for (const other of texts) {
    const { convergence, notices } = await explain(model, text, {
      baseline: ['pad', `text:${other}`],
      tolerance: 0.3,
    });
    const within = Math.abs(convergence.delta!) <= 1.001 * convergence.bound!;
    expect(convergence.met).toBe(within);
    expect(notices.some(({ code }) => code === 'tolerance-not-met')).toBe(!within);
  }
});

test('of all targets each has its own verdict', async () => {
  const model = await open('cased-gelu-new');
  const all = await explainTargets(model, text, {
    target: 'all',
    method: 'adaptive',
    steps: 9,
    tolerance: 1e-4,
  });
  for (const { convergence } of all) {
    expect(convergence.met).toBe(Math.abs(convergence.delta!) <= 1.001 * convergence.bound!);
  }
});

test('an output that is no number is an error, not an explanation', async () => {
  const [drawn] = fc.sample(drawnModels, { numRuns: 1, seed: 4 });
  const huge = new Map(drawn!.weights).set(
    'classifier.weight',
    drawn!.weights.get('classifier.weight')!.map(() => Number.MAX_VALUE),
  );
  await expect(explain(openDrawn({ ...drawn!, weights: huge }), 'good film')).rejects.toThrow(
    'drawn: its output or gradient on this text is not a finite number (on reference)',
  );
});
