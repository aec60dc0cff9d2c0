import { input, type NumericArray } from '@gradlens/tensor';
import { baselineIds, type Baseline } from './baseline.ts';
import type { DifferentiableClassifier, TextToken } from './classifier.ts';
import { withCompiled } from './compiledGraphs.ts';
import { tokenInputs, tokenValues } from './tokenInputs.ts';

/** The two ends of the path: activations of the layer [tokens, hiddenSize] and the logits [labels] that follow from them. */
export interface Endpoints {
  readonly hiddenSize: number;
  readonly input: { readonly activations: NumericArray; readonly logits: NumericArray };
  readonly baseline: { readonly activations: NumericArray; readonly logits: NumericArray };
}

/**
 * Evaluates the model at the input and at the baseline. Both run with the input's positions, types and mask, as the path does: a
 * baseline value taken elsewhere would leave a delta that no number of steps removes.
 */
export async function evaluateEndpoints(
  model: DifferentiableClassifier,
  tokens: readonly TextToken[],
  layer: string,
  baseline: Baseline,
): Promise<Endpoints> {
  const graph = () => endpointsGraph(model, layer, tokens.length, baseline === 'zero');
  return withCompiled(
    model,
    'endpoints',
    [layer, tokens.length, baseline === 'zero' ? 'zero' : 'ids'],
    graph,
    async (computation) => {
      const values = await computation.run({
        ...tokenValues(tokens),
        baselineIds: baselineIds(baseline, tokens, model),
      });
      return {
        hiddenSize: values.activations.length / tokens.length,
        input: { activations: values.activations, logits: values.logits },
        baseline: { activations: values.baselineActivations, logits: values.baselineLogits },
      };
    },
  );
}

function endpointsGraph(
  model: DifferentiableClassifier,
  layer: string,
  length: number,
  zeroBaseline: boolean,
) {
  const inputs = tokenInputs(length);
  const baselineIds = input('baselineIds', [1, length], 'i32');
  const activations = model.activations(layer, inputs);
  const neutral = model.activations(layer, { ...inputs, inputIds: baselineIds });
  const baselineActivations = zeroBaseline ? neutral.mul(0) : neutral;
  return {
    inputs: { ...inputs, baselineIds },
    outputs: {
      activations,
      logits: model.logitsFrom(layer, activations, inputs),
      baselineActivations,
      baselineLogits: model.logitsFrom(layer, baselineActivations, inputs),
    },
  };
}
