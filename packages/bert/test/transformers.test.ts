import { compile, grad, input, type Backend, type NumericArray } from '@gradlens/tensor';
import { openBackend } from '@gradlens/tensor/node';
import { describe, expect, test } from 'vitest';
import { checkpointFolder } from '../../../fixtures/checkpointFolder.ts';
import { checkpointNames, familyNames, readExpected, type ExpectedCase } from '../../../fixtures/expected.ts';
import { directory, loadClassifier, type BertClassifier } from '../src/node.ts';

/**
 * How far from transformers in float64 a value may be, as a share of the largest. The fixtures have 10 digits. In float32, rounding errors of
 * 2⁻²⁴ add up over sums of up to 48 terms and five matrix products; 1e-5 is what the logits are promised to.
 */
const tolerances = { reference: 1e-9, cpu: 1e-5, webgpu: 1e-5 };

describe.each(Object.entries(tolerances))('%s', (device, tolerance) => {
  describe.each([...checkpointNames, ...familyNames])('%s', async (name) => {
    const { cases } = await readExpected(name);
    // WebGPU compiles programs for each length. What architectures differ in is seen in one text as in three.
    const few = device === 'webgpu' && familyNames.includes(name);

    test.each(few ? cases.slice(-1) : cases)(
      'computes what transformers computes: $name',
      async (expected) => {
        await using opened = await open(device as keyof typeof tolerances, name);
        const { values, layers } = await forwardAndBackward(opened.model, expected);
        expectClose(values.logits, expected.logits, tolerance);
        for (const layer of layers) {
          expectClose(values[`states ${layer}`], expected.states[layer]!.flat(), tolerance);
          expectClose(values[`gradients ${layer}`], expected.gradients[layer]!.flat(), tolerance);
        }
      },
    );
  });
});

async function open(device: keyof typeof tolerances, name: string) {
  const backend: Backend = await openBackend(device);
  const model = await loadClassifier(directory(checkpointFolder(name)), backend);
  return { model, [Symbol.asyncDispose]: () => backend.dispose() };
}

/** Logits, each layer's output, and the gradient of the predicted logit with respect to it. */
async function forwardAndBackward(
  model: BertClassifier,
  { inputIds, tokenTypeIds, attentionMask, predicted }: ExpectedCase,
) {
  const shape = [1, inputIds.length];
  const [first] = model.layers;
  const words = input('words', [...shape, model.widthOf(first!)]);
  const tokens = {
    tokenTypeIds: input('tokenTypeIds', shape, 'i32'),
    attentionMask: input('attentionMask', shape),
    positionIds: input('positionIds', shape, 'i32'),
  };
  const states = model.layers.map((layer) => model.activationsFrom(first!, words, layer, tokens));
  const logits = model.logitsFrom(model.layers.at(-1)!, states.at(-1)!, tokens);
  const gradients = grad(logits.slice(1, predicted, 1), states);
  const named = <T>(prefix: string, values: readonly T[]) =>
    Object.fromEntries(model.layers.map((layer, i) => [`${prefix} ${layer}`, values[i]!]));
  const outputs = { logits, ...named('states', states), ...named('gradients', gradients) };
  const compiled = await compile({ inputs: { words, ...tokens }, outputs }, model.backend);
  const values: Record<string, NumericArray> = await compiled.run({
    words: model.wordEmbeddings(Int32Array.from(inputIds)),
    tokenTypeIds: Int32Array.from(tokenTypeIds),
    attentionMask: Float32Array.from(attentionMask),
    positionIds: model.positionIds(Int32Array.from(inputIds)),
  });
  compiled.dispose();
  return { values, layers: model.layers };
}

function expectClose(actual: NumericArray | undefined, expected: readonly number[], tolerance: number): void {
  const largest = Math.max(...expected.map(Math.abs));
  expect(actual).toHaveLength(expected.length);
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - actual![i]!)));
  expect(worst).toBeLessThanOrEqual(tolerance * largest);
}
