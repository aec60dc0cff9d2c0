import { Random, sizeOf } from '@gradlens/tensor';
import { tensorShapes } from '@gradlens/bert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explain, explainTargets, type Explanation } from '../src/index.ts';
import { drawnModels, drawnTexts, open, type DrawnModel, type Weights } from './support/drawnModel.ts';

// All of it runs on the reference, in float64: what is left are sums of some hundred terms of about 1.
const digits = 9;
const runs = { numRuns: 25 };

const attributionsOf = ({ tokens }: Explanation) => tokens.map(({ attribution }) => attribution);

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, digits);
}

test('completeness: attributions sum to the change of the output, within the error that is reported and allowed', async () => {
  await fc.assert(
    fc.asyncProperty(
      drawnModels,
      drawnTexts,
      fc.constantFrom('pad', 'mask', 'zero', 'mean', 'text:good film'),
      async (drawn, text, baseline) => {
        const { target, convergence, tokens, method } = await explain(open(drawn), text, { baseline });
        const change = target.value - target.baselineValue!;
        const sum = tokens.reduce((total, { attribution }) => total + attribution, 0);
        expect(sum).toBeCloseTo(change + convergence.delta!, digits);
        const allowed = convergence.met ? convergence.tolerance! : Infinity;
        expect(Math.abs(convergence.relativeDelta ?? 0)).toBeLessThanOrEqual(allowed * (1 + 1e-6));
        expect(convergence.met || method.gradientEvaluations > 150).toBe(true);
      },
    ),
    runs,
  );
});

test('sensitivity (b): a token that the output does not depend on gets nothing', async () => {
  await fc.assert(
    fc.asyncProperty(drawnModels, drawnTexts, async (drawn, text) => {
      // Where no token attends to another, the first token's output depends on itself alone.
      const cut = { ...drawn, weights: withoutAttention(drawn) };
      for (const explainer of [
        'integrated_gradients',
        'saliency',
        'input_x_gradient',
        'occlusion',
        'sequential_integrated_gradients',
      ] as const) {
        const { tokens } = await explain(open(cut), text, { explainer });
        for (const { attribution } of tokens.slice(1)) expect(Math.abs(attribution)).toBe(0);
      }
    }),
    runs,
  );
});

test('symmetry: words that the model cannot tell apart get the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      drawnModels,
      drawnTexts,
      fc.constantFrom('pad', 'mask', 'zero'),
      async (drawn, text, baseline) => {
        // Without positions, the same word is the same anywhere.
        const placeless = {
          ...drawn,
          weights: withZeros(drawn, 'bert.embeddings.position_embeddings.weight'),
        };
        const { words } = await explain(open(placeless), `good ${text} good`, { baseline, steps: 10 });
        expect(words.at(-1)!.attribution).toBeCloseTo(words[0]!.attribution, digits);
      },
    ),
    runs,
  );
});

test('linearity: the explanation of a margin is the difference of two, that of the sum their sum', async () => {
  await fc.assert(
    fc.asyncProperty(drawnModels, drawnTexts, async (drawn, text) => {
      const model = open(drawn);
      const all = await explainTargets(model, text, { target: 'all', steps: 8 });
      const margin = await explain(model, text, { target: '0', against: '1', output: 'margin', steps: 8 });
      const [first, second] = all.map(attributionsOf);
      expectClose(
        attributionsOf(margin),
        first!.map((a, i) => a - second![i]!),
      );
      const sum = await explain(model, text, { target: 'sum', steps: 8 });
      expectClose(
        attributionsOf(sum),
        first!.map((_, i) => all.reduce((total, { tokens }) => total + tokens[i]!.attribution, 0)),
      );
    }),
    runs,
  );
});

test('implementation invariance: hidden neurons in another order change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(drawnModels, drawnTexts, fc.integer(), async (drawn, text, seed) => {
      const permuted = { ...drawn, weights: withPermutedNeurons(drawn, new Random(seed)) };
      const [ours, theirs] = await Promise.all(
        [drawn, permuted].map((each) => explain(open(each), text, { steps: 8 })),
      );
      expectClose(attributionsOf(theirs!), attributionsOf(ours!));
    }),
    runs,
  );
});

test('the parts of the embeddings add up to the whole, which accounts for the change', async () => {
  await fc.assert(
    fc.asyncProperty(
      drawnModels,
      drawnTexts,
      fc.option(drawnTexts, { nil: undefined }),
      async (drawn, text, pair) => {
        const { tokens, convergence, target } = await explain(open(drawn), text, {
          layer: 'embedding_parts',
          ...(pair !== undefined && { pair }),
        });
        for (const { attribution, parts } of tokens) {
          expect(Object.keys(parts!)).toEqual(['word', 'position', 'type']);
          expect(attribution).toBeCloseTo(parts!.word! + parts!.position! + parts!.type!, digits);
        }
        const sum = tokens.reduce((total, { attribution }) => total + attribution, 0);
        expect(sum).toBeCloseTo(target.value - target.baselineValue! + convergence.delta!, digits);
      },
    ),
    runs,
  );
});

test('words have the exact sum of their pieces, and with the special tokens make up the whole', async () => {
  await fc.assert(
    fc.asyncProperty(drawnModels, drawnTexts, async (drawn, text) => {
      const { tokens, words } = await explain(open(drawn), text, { steps: 4 });
      for (const { start, end, attribution } of words) {
        const pieces = tokens.filter((token) => !token.special && token.start! >= start && token.end! <= end);
        expect(attribution).toBe(pieces.reduce((sum, piece) => sum + piece.attribution, 0));
      }
      const special = tokens.filter(({ special: own }) => own);
      const parts = [...words, ...special].reduce((sum, { attribution }) => sum + attribution, 0);
      expect(parts).toBeCloseTo(
        attributionsOf({ tokens } as Explanation).reduce((sum, a) => sum + a, 0),
        digits,
      );
    }),
    runs,
  );
});

test('sequential integrated gradients give each token what occluding it costs', async () => {
  await fc.assert(
    fc.asyncProperty(drawnModels, drawnTexts, async (drawn, text) => {
      const model = open(drawn);
      const sequential = await explain(model, text, {
        explainer: 'sequential_integrated_gradients',
        tolerance: 1e-4,
      });
      const occluded = await explain(model, text, { explainer: 'occlusion' });
      for (const [i, cost] of attributionsOf(occluded).entries()) {
        const attribution = attributionsOf(sequential)[i]!;
        const allowed = sequential.convergence.met ? 1e-4 * Math.max(Math.abs(cost), 0.01) : Infinity;
        expect(Math.abs(attribution - cost)).toBeLessThanOrEqual(allowed);
      }
    }),
    runs,
  );
});

function changed(
  { config, weights }: DrawnModel,
  change: (name: string, data: Float64Array, shape: readonly number[]) => Float64Array,
): Weights {
  const shapes = tensorShapes(config);
  return new Map([...weights].map(([name, data]) => [name, change(name, data, shapes.get(name)!)]));
}

function withZeros(drawn: DrawnModel, zeroed: string): Weights {
  return changed(drawn, (name, data) => (name === zeroed ? new Float64Array(data.length) : data));
}

/** What attention gives is the same whatever the other tokens are. */
function withoutAttention(drawn: DrawnModel): Weights {
  return changed(drawn, (name, data) =>
    name.endsWith('attention.output.dense.weight') ? new Float64Array(data.length) : data,
  );
}

/** Neurons between the two dense layers of each block in another order. */
function withPermutedNeurons(drawn: DrawnModel, random: Random): Weights {
  const orders = Array.from({ length: drawn.config.layers }, () =>
    random.shuffled([...Array(drawn.config.intermediateSize).keys()]),
  );
  return changed(drawn, (name, data, shape) => {
    const [, layer, module] =
      /layer\.(\d+)\.(intermediate\.dense|output\.dense)\.(?:weight|bias)$/.exec(name) ?? [];
    if (layer === undefined) return data;
    const order = orders[Number(layer)]!;
    const rows = module === 'intermediate.dense';
    // The second layer's bias has no neuron's axis.
    if (!rows && shape.length === 1) return data;
    const width = sizeOf(shape) / shape[0]!;
    return Float64Array.from(data, (_, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      return rows ? data[order[row]! * width + column]! : data[row * width + order[column]!]!;
    });
  });
}
