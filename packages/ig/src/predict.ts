import { compile } from '@gradlens/tensor';
import type { DifferentiableClassifier } from './classifier.ts';
import { encodeText, type TextOptions } from './encodeText.ts';
import type { Prediction } from './explanation.ts';
import { describePrediction } from './prediction.ts';
import { tokenInputs, tokenValues } from './tokenInputs.ts';

/** What the model says of a text. Rejects with an OptionError when the text is empty. */
export async function predict(model: DifferentiableClassifier, text: string, options: TextOptions = {}): Promise<Prediction> {
  const start = performance.now();
  const tokens = encodeText(model, text, options);
  const inputs = tokenInputs(tokens.length);
  const [first] = model.layers;
  const logits = model.logitsFrom(first!, model.activations(first!, inputs), inputs);
  const computation = await compile({ inputs, outputs: { logits } }, model.backend);
  try {
    options.signal?.throwIfAborted();
    const values = await computation.run(tokenValues(tokens));
    return {
      version: 1,
      text,
      pair: options.pair ?? null,
      ...describePrediction(model, values.logits),
      milliseconds: { load: model.loadMilliseconds, predict: performance.now() - start },
    };
  } finally {
    computation.dispose();
  }
}
