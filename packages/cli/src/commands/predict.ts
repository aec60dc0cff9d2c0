import {
  predict,
  predictAnswer,
  predictWords,
  type AnyPrediction,
  type DifferentiableClassifier,
  type TextOptions,
} from '@gradlens/ig';
import type { Command } from 'commander';
import { examples } from '../examples.ts';
import { formatNames, predictionFormats } from '../formats.ts';
import { textCommandOptions, type TextCommandOptions } from '../options.ts';
import { runTexts } from '../runTexts.ts';

/** What a model for each task says of a text. */
const predictions: Readonly<
  Record<
    DifferentiableClassifier['task'],
    (model: DifferentiableClassifier, text: string, options: TextOptions) => Promise<AnyPrediction>
  >
> = {
  'text-classification': predict,
  'token-classification': predictWords,
  'question-answering': predictAnswer,
};

export function addPredict(gradlens: Command, signal: AbortSignal): void {
  const command = gradlens
    .command('predict')
    .description('label and probabilities, the labels of words, or the answer to a question')
    .argument('[text...]', 'texts to classify; - is the text on stdin')
    .addHelpText('after', examples.predict)
    .action((texts: string[], options: TextCommandOptions) =>
      runTexts(
        {
          check: () => {},
          recordsOf: async (classifier, text, textOptions) => [
            await predictions[classifier.task](classifier, text, textOptions),
          ],
          mayBeSeveral: () => false,
          formats: ({ task }) => predictionFormats(task),
        },
        texts,
        options,
        signal,
      ),
    );
  for (const option of textCommandOptions(formatNames(predictionFormats('text-classification'))))
    command.addOption(option);
}
