import { basename } from 'node:path';
import type { BertClassifier } from '@gradlens/bert';
import {
  baselineNames,
  checkComparedBaseline,
  checkTask,
  comparedExplainer,
  comparedExplainers,
  evaluate,
  type EvaluateOptions,
  type Evaluation,
} from '@gradlens/ig';
import { evaluationPage } from '@gradlens/ig/formats';
import { renderTerminalEvaluation, type TerminalOptions } from '@gradlens/ig/terminal';
import { deviceChoices, type DeviceChoice } from '@gradlens/tensor/node';
import { type Command, Option } from 'commander';
import type { BadLine, DataItem } from '@gradlens/ig/data';
import { BadLines } from '../data/badLines.ts';
import { openDataSet } from '../data/open.ts';
import { refuseOwnInput } from '../data/outputFile.ts';
import { dataProgress } from '../data/progress.ts';
import { examples } from '../examples.ts';
import { withClassifier } from '../model.ts';
import { notices } from '../notices.ts';
import { choice, count, modelOptions, several } from '../options.ts';
import { fileOutput, stdout } from '../output.ts';
import { terminalOptions } from '../terminal.ts';

const formats = {
  text: renderTerminalEvaluation,
  json: (evaluation: Evaluation) => `${JSON.stringify(evaluation, null, 2)}\n`,
  html: evaluationPage,
} satisfies Record<string, (evaluation: Evaluation, terminal: TerminalOptions) => string>;

type EvaluationFormat = keyof typeof formats;

interface Options {
  readonly model?: string;
  readonly offline?: true;
  readonly device: DeviceChoice;
  readonly explainer?: NonNullable<EvaluateOptions['explainers']>;
  readonly baseline?: readonly string[];
  readonly limit?: number;
  readonly seed?: number;
  readonly format: EvaluationFormat;
  readonly json?: true;
  readonly o?: string;
  readonly quiet?: true;
}

export function addEvaluate(gradlens: Command, signal: AbortSignal): void {
  const command = gradlens
    .command('evaluate')
    .description('how faithful the explanations are over a data set')
    .addHelpText('after', examples.evaluate)
    .argument('<file>', 'texts of a .txt, .jsonl or .csv file; - is stdin')
    .action((file: string, options: Options) => run(file, options, signal));
  for (const option of evaluateOptions) command.addOption(option);
}

const evaluateOptions = [
  ...modelOptions(),
  several(
    '--explainer <name>',
    `what is compared; can be given several times: ${comparedExplainers.join(', ')} (default: integrated_gradients, input_x_gradient, saliency, occlusion)`,
    comparedExplainers,
    comparedExplainer,
  ),
  several(
    '--baseline <name>',
    `from what; can be given several times: ${baselineNames.join(', ')}, text:… (default: pad and mask)`,
    baselineNames,
    checkComparedBaseline,
  ),
  count('--limit <n>', 'the first texts alone'),
  count('--seed <n>', 'of what is drawn (default: 0)', 0),
  choice('--device <name>', 'where to compute', deviceChoices, 'auto'),
  choice('--format <name>', 'what to print', Object.keys(formats) as EvaluationFormat[], 'text'),
  new Option('--json', 'the same as --format json').conflicts('format'),
  new Option('-o <file>', 'write there instead of to stdout'),
  new Option('--quiet', 'no notices on stderr'),
];

async function run(
  file: string,
  { explainer, baseline, limit, seed, format, json, o: path, quiet, ...modelRequest }: Options,
  signal: AbortSignal,
): Promise<void> {
  const name = file === '-' ? 'stdin' : basename(file);
  const data = await openDataSet(file);
  await refuseOwnInput(file, path);
  // What cannot be written is not worth computing.
  const output = path === undefined ? stdout : await fileOutput(path);
  const told = notices(quiet ?? false);
  const bad = new BadLines(name);
  const measure = async (classifier: BertClassifier): Promise<void> => {
    const progress = dataProgress(told, data.share);
    const options = {
      data: name,
      signal,
      onProgress: progress,
      onFailure: ({ line }: BadLine | DataItem, error: string) => bad.add({ line, error }),
      ...(explainer && { explainers: explainer }),
      ...(baseline && { baselines: baseline }),
      ...(seed !== undefined && { seed }),
    };
    const evaluation = await evaluate(classifier, firstTexts(data.items, limit ?? Infinity), options).finally(
      () => {
        told.clear();
        for (const sentence of bad.sentences) told.say(sentence);
      },
    );
    if (evaluation.truncated > 0) told.say(cutNotice(evaluation, classifier));
    const terminal = terminalOptions(path === undefined ? process.stdout : undefined);
    await output.write(formats[json ? 'json' : format](evaluation, terminal));
    await output.finish();
  };
  await withClassifier(modelRequest, told, signal, measure, (config, model) =>
    checkTask({ ...config, name: model }, 'text-classification', 'evaluate'),
  );
}

function cutNotice({ truncated }: Evaluation, { maxTokens }: BertClassifier): string {
  return `${truncated === 1 ? '1 text was' : `${truncated} texts were`} cut to the ${maxTokens} tokens that the model reads`;
}

/** The items up to so many texts, and none beyond: whoever writes them need not have written more. */
async function* firstTexts(items: AsyncIterable<DataItem | BadLine>, limit: number) {
  let texts = 0;
  for await (const item of items) {
    yield item;
    if (!('error' in item) && ++texts === limit) return;
  }
}
