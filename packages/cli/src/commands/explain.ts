import { baselines, explain, type ExplainOptions, quadratureRules } from '@gradlens/ig';
import { renderTerminal } from '@gradlens/ig/terminal';
import { type Command, Option } from 'commander';
import { choice, count, textCommandOptions, type TextCommandOptions } from '../options.ts';
import { runTextCommand } from '../textCommand.ts';

type Options = TextCommandOptions & ExplainOptions;

export function addExplain(gradlens: Command, signal: AbortSignal): void {
  const command = gradlens
    .command('explain')
    .description('what moved the prediction, word by word')
    .argument('[text...]', 'texts to explain; - is the text on stdin')
    .action((texts: string[], options: Options) =>
      runTextCommand(
        {
          recordOf: (classifier, text, textOptions, progress) =>
            explain(classifier, text, {
              ...options,
              ...textOptions,
              onProgress: (done, total) => progress(`${done} of ${total} steps`),
            }),
          render: renderTerminal,
        },
        texts,
        options,
        signal,
      ),
    );
  for (const option of [...textCommandOptions, ...explainOptions]) command.addOption(option);
}

const explainOptions = [
  new Option(
    '--target <target>',
    'the output to explain: predicted, a label, its index, or sum (of all logits)',
  ).default('predicted'),
  choice('--baseline <name>', 'what stands for no text', baselines, 'pad'),
  choice('--method <name>', 'the quadrature rule', quadratureRules, 'gausslegendre'),
  count('--steps <n>', 'points on the path from the baseline to the text').default(50),
  new Option('--layer <name>', 'whose output moves: embeddings, word_embeddings or encoder.N').default(
    'embeddings',
  ),
  count('--batch-size <n>', 'points evaluated at once (default: as many as fit the memory)'),
];
