import { checkTask } from './choices/task.ts';
import type { DifferentiableClassifier } from './classifier.ts';
import type { Prediction, SaidOfQuestion } from './explanation.ts';
import { labelledText } from './labelledText.ts';
import { answerOf } from './output/answerPlaces.ts';
import { readingNotices } from './record/notices.ts';
import { describeModel } from './record/prediction.ts';
import { readText, type TextOptions } from './text/encodeText.ts';

/**
 * The answer to a question that a model finds in the pair. Rejects with an OptionError when there is no pair or one of the two is empty, with a TaskError for
 * other models.
 */
export async function predictAnswer(
  model: DifferentiableClassifier,
  question: string,
  options: TextOptions,
): Promise<Prediction<SaidOfQuestion>> {
  checkTask(model, 'question-answering', 'predictAnswer');
  const start = performance.now();
  const { pair = null } = options;
  const read = readText(model, question, options);
  const answer = answerOf(await labelledText(model, question, pair, read.tokens, options));
  return {
    version: 1,
    text: question,
    pair,
    ...describeModel(model),
    prediction: { answer },
    notices: readingNotices(model, read, pair),
    milliseconds: { load: model.loadMilliseconds, predict: performance.now() - start },
  };
}
