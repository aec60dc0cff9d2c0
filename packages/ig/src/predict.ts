import type { DifferentiableClassifier } from './classifier.ts';
import { withCompiled } from './compiledGraphs.ts';
import { encodeText, type TextOptions } from './encodeText.ts';
import type { Prediction } from './explanation.ts';
import { describePrediction } from './prediction.ts';
import { tokenInputs, tokenValues } from './tokenInputs.ts';

/** What the model says of a text. Rejects with an OptionError when the text is empty. */
export async function predict(
  model: DifferentiableClassifier,
  text: string,
  options: TextOptions = {},
): Promise<Prediction> {
  const start = performance.now();
  const tokens = encodeText(model, text, options);
  const [first] = model.layers;
  const graph = () => {
    const inputs = tokenInputs(tokens.length);
    return {
      inputs,
      outputs: { logits: model.logitsFrom(first!, model.activations(first!, inputs), inputs) },
    };
  };
  return withCompiled(model, 'prediction', [tokens.length], graph, async (computation) => {
    options.signal?.throwIfAborted();
    const { logits } = await computation.run(tokenValues(tokens));
    return {
      version: 1,
      text,
      pair: options.pair ?? null,
      ...describePrediction(model, logits),
      milliseconds: { load: model.loadMilliseconds, predict: performance.now() - start },
    };
  });
}
