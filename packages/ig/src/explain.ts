import { Random } from '@gradlens/tensor';
import { drawBaselines } from './baselines/resolve.ts';
import type { DifferentiableClassifier } from './classifier.ts';
import { OptionError } from './errors.ts';
import type { Draws } from './draws.ts';
import { averaged, type Attribution, type Question } from './explainers/question.ts';
import type { Explanation } from './explanation.ts';
import { labelledText } from './labelledText.ts';
import { mean } from './mean.ts';
import {
  chosenScores,
  chosenTargets,
  placedTargets,
  type OutputChoice,
  type Target,
} from './output/output.ts';
import { chosenPlaces } from './output/places.ts';
import type { Answered } from './record/answered.ts';
import { recordOf } from './record/record.ts';
import { checkCount, settingsOf, type MethodOptions, type Settings } from './settings.ts';
import { answerTo, openStudy, questionOf, spread, type Study } from './study.ts';
import { readText, type TextOptions } from './text/encodeText.ts';

export interface ExplainOptions extends TextOptions, OutputChoice, MethodOptions {
  /** Points evaluated at once; as many as fit the memory when left out. */
  readonly batchSize?: number;
  /** How many points have been evaluated. */
  readonly onProgress?: (done: number) => void;
}

/**
 * What moved the prediction, word by word.
 *
 * Rejects with an OptionError for an option that cannot be taken, and with the signal's reason when aborted.
 */
export async function explain(
  model: DifferentiableClassifier,
  text: string,
  options: ExplainOptions = {},
): Promise<Explanation> {
  if (options.target === 'all' && options.only === undefined && !model.labels.includes('all')) {
    throw new OptionError('target', 'target "all" gives an explanation for each label; call explainTargets');
  }
  const settings = settingsOf(model, options);
  const asked = await ask(model, text, options, settings, new Random(settings.seed));
  if (asked.targets.length > 1) {
    throw new OptionError(
      'target',
      'target: there are several explanations of this text; call explainTargets',
    );
  }
  const [explanation] = await answer(asked);
  return explanation!;
}

/**
 * Explanations of one text, which share the computation up to the logits: for the target `all` one of each label, in their order; where tokens have labels, one of each
 * word that the target names, and of an answer those of its start and its end; else the one that `explain` gives. Rejects as `explain` does.
 */
export async function explainTargets(
  model: DifferentiableClassifier,
  text: string,
  options: ExplainOptions = {},
): Promise<Explanation[]> {
  const settings = settingsOf(model, options);
  return explainWith(model, text, options, settings, new Random(settings.seed));
}

/**
 * Throws an OptionError where options could not be taken for any text: before many texts are explained.
 */
export function checkOptions(model: DifferentiableClassifier, options: ExplainOptions): void {
  const settings = settingsOf(model, options);
  chosenScores(model, options, settings.through ?? settings.layer);
  if (model.task === 'text-classification') {
    chosenTargets(model, options, new Float64Array(model.labels.length));
  }
  drawBaselines(settings.baselines, options.baselineTexts, new Random(settings.seed));
  if (options.batchSize !== undefined) checkCount('batchSize', options.batchSize);
}

/** Explains by settings that have been read, with random numbers from `draws`. */
export async function explainWith(
  model: DifferentiableClassifier,
  text: string,
  options: ExplainOptions,
  settings: Settings,
  draws: Draws,
): Promise<Explanation[]> {
  return answer(await ask(model, text, options, settings, draws));
}

/** What is asked of a text: a question for each of its windows, and what records tell besides the answers. */
export interface Asked extends Omit<Answered, 'answer' | 'target' | 'index'> {
  readonly targets: readonly Target[];
  readonly questions: readonly Question[];
}

/** Reads a text, and evaluates it and its baselines. */
export async function ask(
  model: DifferentiableClassifier,
  text: string,
  options: ExplainOptions,
  settings: Settings,
  draws: Draws,
): Promise<Asked> {
  const start = performance.now();
  const { batchSize, pool, signal, onProgress, pair = null } = options;
  if (batchSize !== undefined) checkCount('batchSize', batchSize);
  const scores = chosenScores(model, options, settings.through ?? settings.layer);
  const read = readText(model, text, options);
  let done = 0;
  const rows = {
    ...(batchSize !== undefined && { batchSize }),
    ...(pool && { pool }),
    ...(signal && { signal }),
  };
  const counted = { ...rows, onRows: (more: number) => onProgress?.((done += more)) };

  const places =
    model.task === 'text-classification'
      ? null
      : alone(
          chosenPlaces(
            model,
            await labelledText(model, text, pair, read.tokens, rows),
            options.target ?? 'predicted',
          ),
          options.only,
        );
  const reads = places && Int32Array.from(new Set(places.map(({ token }) => token)));
  const baselines = drawBaselines(settings.baselines, options.baselineTexts, draws);
  const studies: Study[] = [];
  for (const window of read.windows) {
    const layer = settings.layer ?? model.layers[0]!;
    studies.push(await openStudy(model, window, layer, { scores, reads }, baselines, rows));
  }
  for (const { input, baselines: ends } of studies) {
    for (const { logits, scores: own } of [input, ...ends]) checkFinite(model, [logits, own]);
  }
  // Of a text in windows the mean over the windows is explained.
  const logits = mean(studies.map(({ input }) => input.logits));
  const targets =
    places && reads
      ? placedTargets(model, options, places, reads, logits)
      : alone(chosenTargets(model, options, logits), options.only);
  const questions = studies.map((study) =>
    questionOf(study, { targets, scores, settings, draws, options: counted }),
  );
  return { model, text, pair, settings, read, studies, logits, targets, questions, start };
}

/** All outputs, or the one that is explained alone. */
function alone<Output>(all: readonly Output[], only: number | undefined): readonly Output[] {
  if (only === undefined) return all;
  const one = all[only];
  if (one !== undefined) return [one];
  throw new OptionError(
    'only',
    `only: the target names ${all.length} outputs, so expected an index below that`,
  );
}

/** Answers the questions, and records the answers: one for each target. */
export async function answer({ questions, targets, ...asked }: Asked): Promise<Explanation[]> {
  const { model, settings, read, studies } = asked;
  const answers: Attribution[] = [];
  for (const [i, question] of questions.entries()) {
    const own = await answerTo(question, settings);
    checkFinite(model, own.attributions);
    answers.push({
      ...own,
      attributions: own.attributions.map((row) => spread(row, studies[i]!, read.tokens.length)),
    });
  }
  const whole = averaged(answers);
  return targets.map((target, index) => recordOf({ ...asked, target, index, answer: whole }));
}

/** Throws an Error where the model's numbers are none: its weights are finite, but what they make of a text overflows. */
function checkFinite(
  { name, backend }: DifferentiableClassifier,
  arrays: readonly ArrayLike<number>[],
): void {
  if (arrays.every((numbers) => Array.from(numbers).every(Number.isFinite))) return;
  throw new Error(
    `${name}: its output or gradient on this text is not a finite number (on ${backend.name}): its weights may be too large, or not those of this architecture`,
  );
}
