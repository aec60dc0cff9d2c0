import { checkTask } from './choices/task.ts';
import type { DifferentiableClassifier } from './classifier.ts';
import type { Prediction, SaidOfWords } from './explanation.ts';
import { labelledText } from './labelledText.ts';
import { readingNotices } from './record/notices.ts';
import { describeModel, saidBy } from './record/prediction.ts';
import { readText, type TextOptions } from './text/encodeText.ts';

/** What a model that labels tokens says of each word of a text. Rejects with an OptionError when the text is empty, with a TaskError for other models. */
export async function predictWords(
  model: DifferentiableClassifier,
  text: string,
  options: TextOptions = {},
): Promise<Prediction<SaidOfWords>> {
  checkTask(model, 'token-classification', 'predictWords');
  const start = performance.now();
  const { pair = null } = options;
  const read = readText(model, text, options);
  const { words, logits } = await labelledText(model, text, pair, read.tokens, options);
  return {
    version: 1,
    text,
    pair,
    ...describeModel(model),
    prediction: {
      words: words.map(({ written, pieces }) => ({ ...written, ...saidBy(model, logits[pieces[0]!]!) })),
    },
    notices: readingNotices(model, read, pair),
    milliseconds: { load: model.loadMilliseconds, predict: performance.now() - start },
  };
}
