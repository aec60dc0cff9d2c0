import { Random } from '@gradlens/tensor';
import type { DifferentiableClassifier } from './classifier.ts';
import { OptionError } from './errors.ts';
import { ask, type ExplainOptions } from './explain.ts';
import { sampleLine } from './explainers/line.ts';
import { settingsOf } from './settings.ts';

/** What happens to an output on the way from a baseline to the text, as integrated gradients see it. */
export interface PathTrace {
  /** F at the baseline and at the text. */
  readonly baselineValue: number;
  readonly value: number;
  /** Where gradients were taken, in the order of the path. */
  readonly points: readonly PathPoint[];
}

export interface PathPoint {
  /** α: 0 is the baseline, 1 the text. */
  readonly position: number;
  /** F at baseline + α(text − baseline). */
  readonly value: number;
  /** dF/dα: the gradient along the path, all tokens together. */
  readonly slope: number;
  /** How much the point counts: the attributions of all tokens sum to Σ weight·slope. */
  readonly weight: number;
}

/**
 * The paths that integrated gradients take for one output: one for each window of the text and each baseline. `explain` with the same options gives the
 * means of what they sum to. Rejects as `explain` does, and with an OptionError for other explainers and for several targets.
 */
export async function tracePath(
  model: DifferentiableClassifier,
  text: string,
  options: ExplainOptions = {},
): Promise<PathTrace[]> {
  const settings = settingsOf(model, options);
  if (settings.explainerName !== 'integrated_gradients') {
    throw new OptionError(
      'explainer',
      `${settings.explainerName} takes no straight path: trace integrated_gradients`,
    );
  }
  if (settings.smooth) {
    throw new OptionError(
      'smoothSamples',
      'smoothSamples: there is a path for each copy; leave out `smoothSamples`',
    );
  }
  const { questions, targets } = await ask(model, text, options, settings, new Random(settings.seed));
  if (targets.length > 1) throw new OptionError('target', 'target: trace one output at a time');
  const traces: PathTrace[] = [];
  for (const question of questions) {
    for (const baseline of question.baselines) {
      const { samples } = await sampleLine(question, baseline.activations, question.input.activations);
      traces.push({
        baselineValue: baseline.values[0]!,
        value: question.input.values[0]!,
        points: samples.map(({ position, weight, values, measures }) => ({
          position,
          value: values[0]!,
          slope: Array.from(measures[0]!).reduce((sum, measure) => sum + measure, 0),
          weight,
        })),
      });
    }
  }
  return traces;
}
