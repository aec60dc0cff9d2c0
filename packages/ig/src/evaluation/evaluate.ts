import { Accuracy, type AccuracyCount } from '../accuracy.ts';
import { checkTask } from '../choices/task.ts';
import type { DifferentiableClassifier } from '../classifier.ts';
import type { Draws } from '../draws.ts';
import { OptionError } from '../errors.ts';
import { answer, ask, checkOptions, type ExplainOptions } from '../explain.ts';
import { explainers } from '../explainers/index.ts';
import type { ExplainerName } from '../explainers/titles.ts';
import type { Explanation } from '../explanation.ts';
import { scoreTokens } from '../graphs/forward.ts';
import type { RowPool } from '../graphs/rowPool.ts';
import type { TokenRow } from '../graphs/tokenRows.ts';
import { describePrediction } from '../record/prediction.ts';
import { settingsOf, type Settings } from '../settings.ts';
import { rowOf } from '../study.ts';
import { readText } from '../text/encodeText.ts';
import { together } from '../together.ts';
import { estimate, type Estimate } from './bootstrap.ts';
import { checkComparedBaseline, comparedExplainer } from './choices.ts';
import { drawsFor } from './draws.ts';
import { erasuresOf } from './erasure.ts';
import { drawSets, infidelity, withReplaced } from './infidelity.ts';
import { metricNames, type Measures, type Metric } from './metrics.ts';
import { sensitivity } from './sensitivity.ts';

/** A text to evaluate on. */
export interface EvaluationText {
  readonly text: string;
  readonly pair?: string;
  /** What it should be classified as. */
  readonly label?: string | number;
}

/** In place of a text, why there is none. */
export interface UnreadText {
  readonly error: string;
}

export interface EvaluateOptions<Item = EvaluationText | UnreadText> {
  /** What is compared; default integrated_gradients, input_x_gradient, saliency, occlusion. */
  readonly explainers?: readonly ExplainerName[];
  /** From what, by those that take one; default pad and mask. */
  readonly baselines?: readonly string[];
  /** What the texts are called, for example their file's name. */
  readonly data?: string;
  /** Of all that is drawn; default 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (texts: number) => void;
  /** Why a text cannot be explained, in a sentence. */
  readonly onFailure?: (item: Item, error: string) => void;
}

/** How good explanations are, over many texts. Serialises to JSON as it is. */
export interface Evaluation {
  readonly version: 1;
  readonly model: Explanation['model'];
  readonly device: Explanation['device'];
  /** What the texts are called; null where nobody said. */
  readonly data: string | null;
  readonly texts: number;
  /** Those of them that were longer than the model's positions, and were cut. */
  readonly truncated: number;
  /** Further texts that could not be explained. */
  readonly failures: number;
  readonly accuracy: AccuracyCount | null;
  readonly seed: number;
  readonly contenders: readonly EvaluatedContender[];
}

export interface EvaluatedContender {
  /** `random` ranks the tokens at random: what any explanation has to beat. */
  readonly explainer: ExplainerName | 'random';
  readonly baseline: string | null;
  /** Null where a metric does not apply. */
  readonly metrics: Readonly<Record<Metric, Estimate | null>>;
}

/** An explainer, with a baseline where it takes one, and its settings; the random ranking has none. */
interface Contender extends Pick<EvaluatedContender, 'explainer' | 'baseline'> {
  readonly options: ExplainOptions;
  readonly settings: Settings | null;
}

const defaultExplainers = ['integrated_gradients', 'input_x_gradient', 'saliency', 'occlusion'] as const;
const defaultBaselines = ['pad', 'mask'];

/**
 * Measures explanations of the predicted label's logit on many texts, explainers and baselines side by side, with a random ranking as the floor. Texts that are
 * longer than the model's positions are cut.
 *
 * Rejects with an OptionError for an option that cannot be taken, and with an Error where no text can be explained.
 */
export async function evaluate<Item extends EvaluationText | UnreadText>(
  model: DifferentiableClassifier,
  texts: AsyncIterable<Item> | Iterable<Item>,
  options: EvaluateOptions<Item> = {},
): Promise<Evaluation> {
  checkTask(model, 'text-classification', 'evaluate');
  const { data = null, seed = 0, signal, onProgress, onFailure } = options;
  const contenders = contendersOf(model, options);
  const values = contenders.map(() => Object.fromEntries(metricNames.map((name) => [name, [] as number[]])));
  const accuracy = new Accuracy();
  let [count, truncated, failures] = [0, 0, 0];
  const results = together(
    numbered(texts),
    ({ item }) => (isUnread(item) ? 0 : model.encode(item.text, item.pair).tokens.length),
    async ({ item, number }, pool) => {
      if (isUnread(item)) return { item, error: item.error };
      const rows = { pool, ...(signal && { signal }) };
      return { item, ...(await measureText(model, item, contenders, [seed, number], rows)) };
    },
  );
  for await (const result of results) {
    count++;
    onProgress?.(count);
    if ('error' in result) {
      failures++;
      onFailure?.(result.item, result.error);
      continue;
    }
    const { prediction, label, measures } = result;
    accuracy.add(prediction, label, model.labels);
    if (result.truncated) truncated++;
    for (const [i, own] of measures.entries()) {
      for (const name of metricNames) if (own[name] !== null) values[i]![name]!.push(own[name]);
    }
  }
  if (count === failures) {
    throw new Error(`${data === null ? '' : `${data}: `}there is no text to evaluate on`);
  }
  // Begun anew for each estimate: the same texts are resampled for all contenders.
  const draws = (): Draws => drawsFor(seed, 'resampled texts');
  return {
    version: 1,
    model: { name: model.name, architecture: model.architecture, labels: model.labels },
    device: { backend: model.backend.name, adapter: model.backend.adapter },
    data,
    texts: count - failures,
    truncated,
    failures,
    accuracy: accuracy.count,
    seed,
    contenders: contenders.map(({ explainer, baseline }, i) => ({
      explainer,
      baseline,
      metrics: Object.fromEntries(
        metricNames.map((name) => [name, estimate(values[i]![name]!, draws())]),
      ) as EvaluatedContender['metrics'],
    })),
  };
}

function contendersOf(
  model: DifferentiableClassifier,
  {
    explainers: names = defaultExplainers,
    baselines = defaultBaselines,
  }: Pick<EvaluateOptions, 'explainers' | 'baselines'>,
): Contender[] {
  const contender = (explainer: ExplainerName, baseline: string | null): Contender => {
    const options = { explainer, ...(baseline !== null && { baseline }) };
    checkOptions(model, options);
    return { explainer, baseline, options, settings: settingsOf(model, options) };
  };
  for (const baseline of baselines) checkComparedBaseline(baseline);
  return [
    ...[...new Set(names.map(comparedExplainer))].flatMap((explainer) =>
      explainers[explainer].baseline === 'none'
        ? [contender(explainer, null)]
        : [...new Set(baselines)].map((baseline) => contender(explainer, baseline)),
    ),
    { explainer: 'random', baseline: null, options: {}, settings: null },
  ];
}

function isUnread(item: EvaluationText | UnreadText): item is UnreadText {
  return 'error' in item;
}

async function* numbered<Item>(items: AsyncIterable<Item> | Iterable<Item>) {
  let number = 0;
  for await (const item of items) yield { item, number: number++ };
}

/** The measures of all contenders on one text, or why it cannot be explained. */
async function measureText(
  model: DifferentiableClassifier,
  { text, pair, label }: EvaluationText,
  contenders: readonly Contender[],
  place: readonly [seed: number, number: number],
  rows: { readonly pool: RowPool; readonly signal?: AbortSignal },
) {
  const textOptions = { ...rows, ...(pair !== undefined && { pair }) };
  let read;
  try {
    read = readText(model, text, textOptions);
  } catch (error) {
    if (error instanceof OptionError) return { error: error.message };
    throw error;
  }
  const { tokens } = read;
  const row = rowOf(model, tokens, rows);
  const pad = model.neutralTokenIds.pad ?? model.neutralTokenIds.unk!;
  const padIds = row.inputIds.map((id, i) => (tokens[i] && !tokens[i].special ? pad : id));
  const sets = drawSets(row, padIds, drawsFor(...place, 'replaced tokens'));
  const logitRows = [row, ...sets.map((set) => withReplaced(row, padIds, set))];
  const [logits, ...replaced] = await scoreTokens(model, { kind: 'logit' }, logitRows, rows);
  const { prediction } = describePrediction(model, logits!);
  const { index } = prediction;
  const losses = replaced.map((of) => logits![index]! - of[index]!);

  const probabilitiesOf = async (of: readonly TokenRow[]): Promise<number[]> =>
    (await scoreTokens(model, { kind: 'probability' }, of, rows)).map((all) => all[index]!);
  // A regression has none.
  const [probability] = model.problemType === 'regression' ? [] : await probabilitiesOf([row]);

  const measures: Measures[] = [];
  for (const contender of contenders) {
    const { explainer, baseline } = contender;
    const drawsOf = (purpose: string): Draws => drawsFor(...place, purpose, explainer, baseline);
    const { attributions, ...rest } = await answerOf(
      model,
      text,
      contender,
      textOptions,
      drawsOf,
      tokens.length,
    );
    const erasures = erasuresOf(tokens, row, attributions, pad);
    const erasure =
      probability === undefined
        ? { comprehensiveness: null, sufficiency: null, logOdds: null }
        : erasures.measure(probability, await probabilitiesOf(erasures.rows));
    measures.push({ ...erasure, infidelity: infidelity(attributions, sets, losses), ...rest });
  }
  return { prediction, label, measures, truncated: read.truncated > 0 };
}

/** A contender's attributions of a text [tokens], and what is measured of how it came to them. */
async function answerOf(
  model: DifferentiableClassifier,
  text: string,
  { options, settings }: Contender,
  textOptions: ExplainOptions,
  drawsOf: (purpose: string) => Draws,
  tokens: number,
) {
  const draws = drawsOf('attributions');
  if (!settings) {
    const attributions = Array.from({ length: tokens }, () => draws.normal());
    return { attributions, sensitivity: null, delta: null, evaluations: 0 };
  }
  const asked = await ask(model, text, { ...textOptions, ...options }, settings, draws);
  const [explanation] = await answer(asked);
  const { method, convergence, tokens: attributed } = explanation!;
  const attributions = attributed.map(({ attribution }) => attribution);
  const { relativeDelta } = convergence;
  return {
    attributions,
    sensitivity: settings.explainer.differentiates
      ? await sensitivity(asked.questions[0]!, settings, attributions, drawsOf('sensitivity'))
      : null,
    delta: relativeDelta === null ? null : Math.abs(relativeDelta),
    evaluations: method.gradientEvaluations + method.forwardEvaluations,
  };
}
