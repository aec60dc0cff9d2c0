import type { DifferentiableClassifier } from './classifier.ts';
import type { Prediction } from './explanation.ts';
import { scoreTokens } from './graphs/forward.ts';
import { tokenRow } from './graphs/tokenRows.ts';
import { mean } from './mean.ts';
import { readingNotices } from './record/notices.ts';
import { describePrediction } from './record/prediction.ts';
import { readText, type TextOptions } from './text/encodeText.ts';

/** What the model says of a text; of one in windows, the mean of their logits. Rejects with an OptionError when the text is empty. */
export async function predict(
  model: DifferentiableClassifier,
  text: string,
  options: TextOptions = {},
): Promise<Prediction> {
  const start = performance.now();
  const { signal } = options;
  const read = readText(model, text, options);
  const rows = read.windows.map((window) => tokenRow(window.tokens));
  const logits = mean(await scoreTokens(model, { kind: 'logit' }, rows, signal ? { signal } : {}));
  return {
    version: 1,
    text,
    pair: options.pair ?? null,
    ...describePrediction(model, logits),
    notices: readingNotices(read),
    milliseconds: { load: model.loadMilliseconds, predict: performance.now() - start },
  };
}
