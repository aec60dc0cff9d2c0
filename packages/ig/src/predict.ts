import { checkTask } from './choices/task.ts';
import type { DifferentiableClassifier } from './classifier.ts';
import type { Prediction } from './explanation.ts';
import { scoreTokens } from './graphs/forward.ts';
import { mean } from './mean.ts';
import { readingNotices } from './record/notices.ts';
import { describePrediction } from './record/prediction.ts';
import { rowOf } from './study.ts';
import { readText, type TextOptions } from './text/encodeText.ts';

/** What the model says of a text; of one in windows, the mean of their logits. Rejects with an OptionError when the text is empty, with a TaskError for models that do not classify texts. */
export async function predict(
  model: DifferentiableClassifier,
  text: string,
  options: TextOptions = {},
): Promise<Prediction> {
  checkTask(model, 'text-classification', 'predict');
  const start = performance.now();
  const { pool, signal } = options;
  const read = readText(model, text, options);
  const rowOptions = { ...(pool && { pool }), ...(signal && { signal }) };
  const rows = read.windows.map(({ tokens }) => rowOf(model, tokens, rowOptions));
  const logits = mean(await scoreTokens(model, { kind: 'logit' }, rows, rowOptions));
  return {
    version: 1,
    text,
    pair: options.pair ?? null,
    ...describePrediction(model, logits),
    notices: readingNotices(model, read, options.pair ?? null),
    milliseconds: { load: model.loadMilliseconds, predict: performance.now() - start },
  };
}
