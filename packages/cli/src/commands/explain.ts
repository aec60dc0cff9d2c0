import {
  baselineNames,
  checkOptions,
  explainerNames,
  explainLayers,
  explainTargets,
  type ExplainOptions,
  type Explanation,
  methods,
  outputKinds,
  parseBaseline,
} from '@gradlens/ig';
import { type Command, Option } from 'commander';
import { ToleranceError } from '../errors.ts';
import { examples } from '../examples.ts';
import { explanationFormats, formatNames, severalPictures } from '../formats.ts';
import { choice, count, positive, several, textCommandOptions, type TextCommandOptions } from '../options.ts';
import { runTexts } from '../runTexts.ts';
import { readLines } from '../texts.ts';

type Options = TextCommandOptions &
  Omit<ExplainOptions, 'baselineTexts'> & {
    readonly baselineTexts?: string;
    readonly layers?: 'all' | string[];
  };

export function addExplain(gradlens: Command, signal: AbortSignal): void {
  const command = gradlens
    .command('explain')
    .description('what moved the prediction, word by word')
    .argument('[text...]', 'texts to explain; - is the text on stdin')
    .addHelpText('after', examples.explain)
    .action(async (texts: string[], { baselineTexts, layers, ...options }: Options) => {
      const choices = {
        ...options,
        ...(baselineTexts !== undefined && { baselineTexts: await readLines(baselineTexts) }),
      };
      let missed = 0;
      await runTexts(
        {
          check: (classifier) => checkOptions(classifier, choices),
          async recordsOf(classifier, text, textOptions, progress?: (state: string) => void) {
            const all = {
              ...choices,
              ...textOptions,
              onProgress: (done: number) => progress?.(`${done} points`),
            };
            const explanations = layers
              ? await explainLayers(classifier, text, { ...all, layers })
              : await explainTargets(classifier, text, all);
            if (options.format === 'svg' && explanations.length > 1) throw severalPictures();
            missed += explanations.filter(isInexact).length;
            return explanations;
          },
          // A picture is of one.
          mayBeSeveral: ({ task }) =>
            options.target === 'all' || (task !== 'text-classification' && options.format !== 'svg'),
          formats: () => explanationFormats,
        },
        texts,
        options,
        signal,
      );
      if (missed > 0) throw new ToleranceError(missed);
    });
  const options = [...textCommandOptions(formatNames(explanationFormats)), ...explainOptions];
  for (const option of options) command.addOption(option);
}

/** Whether one of its integrals was not as exact as was asked. */
function isInexact({ convergence, layers = [] }: Explanation): boolean {
  return [convergence, ...layers.map((layer) => layer.convergence)].some(({ met }) => met === false);
}

const explainOptions = [
  choice('--explainer <name>', 'the method', explainerNames, 'integrated_gradients'),
  new Option(
    '--target <target>',
    'what to explain: predicted, a label, its index, sum (of all labels), or all (one after the other); where words have labels predicted (each entity), all (each word), WORDS or WORDS=LABEL; of an answer predicted (its start and its end), start, end, or other words',
  ).default('predicted'),
  choice('--output <name>', 'what of it', outputKinds, 'logit'),
  new Option('--against <label>', 'the label that a margin is taken to (default: the strongest other one)'),
  new Option('--neuron <neuron>', 'explain a hidden unit at the first token instead: encoder.N:I'),
  several(
    '--baseline <name>',
    `what stands for no text: ${baselineNames.join(', ')}, text:…, sampled:N; given several times, the mean over them (default: pad)`,
    baselineNames,
    parseBaseline,
  ),
  new Option('--baseline-texts <file>', 'what sampled:N chooses from, one text per line'),
  choice('--method <name>', 'how to integrate (default: adaptive, or gausslegendre with --steps)', methods),
  count('--steps <n>', 'points on the path, or samples (default: 50; at most 300 for adaptive)'),
  positive('--tolerance <share>', 'the largest delta, as a share of the change (default for adaptive: 0.01)'),
  new Option(
    '--layer <name>',
    'whose output moves: embeddings (default), word_embeddings, embedding_parts, encoder.N; for layer_conductance what the change flows through',
  ),
  new Option('--layers <names>', 'further layers, separated by commas, or all').argParser((names) =>
    names === 'all' ? names : names.split(','),
  ),
  count('--smooth-samples <n>', 'the mean over so many copies with noise (SmoothGrad)'),
  positive('--smooth-stdev <number>', 'the standard deviation of that noise (default: 15 % of the range)'),
  count('--occlude <n>', 'tokens that occlusion replaces at once (default: 1)'),
  count('--seed <n>', 'of what is drawn (default: 0)', 0),
  count('--batch-size <n>', 'points evaluated at once (default: as many as fit the memory)'),
];
