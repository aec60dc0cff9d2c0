import { compile, input, type NumericArray } from '@gradlens/tensor';
import { baselineIds, type Baseline } from './baseline.ts';
import type { DifferentiableClassifier, TextToken } from './classifier.ts';
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
  const inputs = tokenInputs(tokens.length);
  const baselineTokens = { ...inputs, inputIds: input('baselineIds', [1, tokens.length], 'i32') };
  const activations = model.activations(layer, inputs);
  const neutral = model.activations(layer, baselineTokens);
  const baselineActivations = baseline === 'zero' ? neutral.mul(0) : neutral;
  const computation = await compile(
    {
      inputs: { ...inputs, baselineIds: baselineTokens.inputIds },
      outputs: {
        activations,
        logits: model.logitsFrom(layer, activations, inputs),
        baselineActivations,
        baselineLogits: model.logitsFrom(layer, baselineActivations, inputs),
      },
    },
    model.backend,
  );
  try {
    const values = await computation.run({ ...tokenValues(tokens), baselineIds: baselineIds(baseline, tokens, model) });
    return {
      hiddenSize: activations.shape[2]!,
      input: { activations: values.activations, logits: values.logits },
      baseline: { activations: values.baselineActivations, logits: values.baselineLogits },
    };
  } finally {
    computation.dispose();
  }
}
