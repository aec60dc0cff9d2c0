import type { NumericArray } from '@gradlens/tensor';
import type { DifferentiableClassifier, TextToken } from '../classifier.ts';
import type { Draws } from '../draws.ts';
import { scoreTokens } from '../graphs/forward.ts';
import { evaluateProbes, type GradientMeasure, type Probe, type ProbeResult } from '../graphs/gradients.ts';
import type { RowOptions } from '../graphs/rows.ts';
import type { Scores } from '../graphs/scores.ts';
import type { TokenRow } from '../graphs/tokenRows.ts';
import { valueOf, type Target } from '../output/output.ts';
import type { Method } from '../quadrature/method.ts';

/** The text, or a baseline of it. */
export interface Endpoint {
  /** Of the layer [tokens, width]. */
  readonly activations: NumericArray;
  /** F: [targets] */
  readonly values: readonly number[];
  /** [tokens]; null where a baseline is made of activations, not of tokens. */
  readonly inputIds: Int32Array | null;
}

/** How thoroughly an explainer answers. */
export interface Terms {
  /** Null where it integrates nothing. */
  readonly method: Method | null;
  /** Points of the rule, the most of them for `adaptive`; steps or samples. */
  readonly steps: number;
  readonly tolerance: number | null;
  /** Neighbouring tokens that occlusion replaces at once. */
  readonly occlude: number;
}

/** What explainers are asked: how outputs F of a model depend on the output of one of its layers, for one text. */
export interface Question {
  readonly model: DifferentiableClassifier;
  readonly tokens: readonly TextToken[];
  /** The tokens, and what the row is filled up with beyond them. */
  readonly row: TokenRow;
  /** Whose output moves. */
  readonly layer: string;
  /** The layer that the change flows through, where that is asked. */
  readonly through: string | null;
  readonly scores: Scores;
  readonly targets: readonly Target[];
  readonly input: Endpoint;
  /** One or more. */
  readonly baselines: readonly Endpoint[];
  readonly settings: Terms;
  readonly draws: Draws;
  readonly options: RowOptions;
}

/** What an explainer answers. */
export interface Attribution {
  /** For each target, an attribution for each token of the layer: part by part for `embedding_parts`. Those beyond the text do not count. */
  readonly attributions: readonly Float64Array[];
  /** Points at which gradients were taken. */
  readonly gradientEvaluations: number;
  /** Texts that the model was run on without a gradient. */
  readonly forwardEvaluations: number;
  /** How the integrals of each target kept to the tolerance; null where none was adaptive. */
  readonly kept: readonly Kept[] | null;
  /** The standard deviation of the noise that was added; of several answers the first one's. */
  readonly stdev?: number;
}

/** How adaptive integrals of one target kept to the tolerance. */
export interface Kept {
  readonly met: boolean;
  /** Whether an integral stayed away from what it has to be however many points were taken. */
  readonly flat: boolean;
  /** ∫|dF/dα|: how much the output moved on the way, up and down alike. */
  readonly movement: number;
}

/** Gradients at some points; at most `atOnce` of them in a batch. */
export function probe(
  question: Question,
  probes: readonly Probe[],
  { measure = 'along', atOnce }: { readonly measure?: GradientMeasure; readonly atOnce?: number } = {},
): Promise<ProbeResult[]> {
  const { model, layer, scores, targets, row, options } = question;
  const request = { layer, scores, targets: targets.map(({ weights }) => weights), context: row, measure };
  return evaluateProbes(model, request, probes, atOnce === undefined ? options : { ...options, atOnce });
}

/** F of rows of tokens: [rows][targets]. */
export async function valuesOfRows(
  { model, scores, targets, options }: Question,
  rows: readonly TokenRow[],
): Promise<number[][]> {
  const results = await scoreTokens(model, scores, rows, options);
  return results.map((row) => targets.map((target) => valueOf(target, row)));
}

/** Tokens of the layer: those of the row, once for each part for `embedding_parts`. */
export function layerTokens({ input, model, layer }: Question): number {
  return input.activations.length / model.widthOf(layer);
}

/** Whether a token of the layer belongs to the text; a row may be filled up beyond it. */
export function isOwn({ tokens, row }: Question, layerToken: number): boolean {
  return layerToken % row.inputIds.length < tokens.length;
}

/** Σ weights[i]·measures[i] for each target and token. */
export function weightedSum(
  measures: readonly (readonly ArrayLike<number>[])[],
  weights: ArrayLike<number>,
): Float64Array[] {
  return measures[0]!.map((first, target) => {
    const total = new Float64Array(first.length);
    for (const [i, measured] of measures.entries()) {
      const weight = weights[i]!;
      for (let token = 0; token < total.length; token++) total[token]! += weight * measured[target]![token]!;
    }
    return total;
  });
}

/** The mean of answers, and what they took in all. */
export function averaged(answers: readonly Attribution[]): Attribution {
  return {
    ...effort(answers),
    attributions: weightedSum(
      answers.map(({ attributions }) => attributions),
      answers.map(() => 1 / answers.length),
    ),
  };
}

/** What several answers took in all, and whether all of them kept to the tolerance. */
export function effort(
  answers: readonly Omit<Attribution, 'attributions'>[],
): Omit<Attribution, 'attributions'> {
  const adaptive = answers.flatMap(({ kept }) => (kept ? [kept] : []));
  const stdev = answers[0]?.stdev;
  return {
    ...(stdev !== undefined && { stdev }),
    gradientEvaluations: answers.reduce((sum, answer) => sum + answer.gradientEvaluations, 0),
    forwardEvaluations: answers.reduce((sum, answer) => sum + answer.forwardEvaluations, 0),
    kept:
      adaptive[0]?.map((_, target) => ({
        met: adaptive.every((kept) => kept[target]!.met),
        flat: adaptive.some((kept) => kept[target]!.flat),
        movement: adaptive.reduce((sum, kept) => sum + kept[target]!.movement, 0) / adaptive.length,
      })) ?? null,
  };
}

/** The mean of the answers for each baseline. */
export async function overBaselines(
  { baselines }: Question,
  answer: (baseline: Endpoint) => Promise<Attribution>,
): Promise<Attribution> {
  const answers: Attribution[] = [];
  for (const baseline of baselines) answers.push(await answer(baseline));
  return averaged(answers);
}
