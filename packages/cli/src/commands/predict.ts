import { predict } from '@gradlens/ig';
import type { Command } from 'commander';
import { examples } from '../examples.ts';
import { formatNames, predictionFormats } from '../formats.ts';
import { textCommandOptions, type TextCommandOptions } from '../options.ts';
import { runTexts } from '../runTexts.ts';

export function addPredict(gradlens: Command, signal: AbortSignal): void {
  const command = gradlens
    .command('predict')
    .description('label and probabilities')
    .argument('[text...]', 'texts to classify; - is the text on stdin')
    .addHelpText('after', examples.predict)
    .action((texts: string[], options: TextCommandOptions) =>
      runTexts(
        {
          check: () => {},
          recordsOf: async (classifier, text, textOptions) => [await predict(classifier, text, textOptions)],
          mayBeSeveral: false,
          formats: predictionFormats,
        },
        texts,
        options,
        signal,
      ),
    );
  for (const option of textCommandOptions(formatNames(predictionFormats))) command.addOption(option);
}
