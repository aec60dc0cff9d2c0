import { evaluateEndpoints, type BaselineContent, type ResolvedBaseline } from './baselines/resolve.ts';
import type { DifferentiableClassifier, TextToken } from './classifier.ts';
import type { Draws } from './draws.ts';
import type { Attribution, Question } from './explainers/question.ts';
import { smoothed } from './explainers/smoothed.ts';
import type { Evaluation } from './graphs/forward.ts';
import type { RowOptions } from './graphs/rows.ts';
import type { Scores } from './graphs/scores.ts';
import { padded, tokenRow, type TokenRow } from './graphs/tokenRows.ts';
import { valueOf, type Target } from './output/output.ts';
import type { Settings } from './settings.ts';
import type { Window } from './text/windows.ts';

/** A window of a text and its baselines, with what the model makes of them. */
export interface Study {
  readonly model: DifferentiableClassifier;
  readonly window: Window;
  readonly row: TokenRow;
  readonly layer: string;
  readonly input: Evaluation;
  readonly baselines: readonly ResolvedBaseline[];
}

/** Opens a window for explainers. Throws an OptionError for a baseline that the model or the text cannot have. */
export async function openStudy(
  model: DifferentiableClassifier,
  window: Window,
  layer: string,
  { scores, reads = null }: { readonly scores: Scores; readonly reads?: Int32Array | null },
  baselines: readonly BaselineContent[],
  options: RowOptions,
): Promise<Study> {
  const row = rowOf(model, window.tokens, options, reads);
  const place = { tokens: window.tokens, row, layer, scores };
  return { model, window, row, layer, ...(await evaluateEndpoints(model, place, baselines, options)) };
}

/** Tokens that rows of a pool are filled up to multiples of, so that those of texts of similar length fit in one batch. */
const step = 4;

/** A text's tokens as a row, of which `reads` are read: as long as the text, unless it shares batches with other texts. */
export function rowOf(
  { maxTokens }: DifferentiableClassifier,
  tokens: readonly TextToken[],
  { pool }: RowOptions,
  reads: Int32Array | null = null,
): TokenRow {
  const row = tokenRow(tokens, reads);
  return pool ? padded(row, Math.min(maxTokens, Math.ceil(tokens.length / step) * step)) : row;
}

/** The question of what moved outputs on a window. */
export function questionOf(
  { model, window, row, layer, input, baselines }: Study,
  {
    targets,
    settings,
    ...rest
  }: {
    readonly targets: readonly Target[];
    readonly scores: Scores;
    readonly settings: Settings;
    readonly draws: Draws;
    readonly options: RowOptions;
  },
): Question {
  const values = (of: Evaluation): number[] => targets.map((target) => valueOf(target, of.scores));
  return {
    ...rest,
    model,
    tokens: window.tokens,
    row,
    layer,
    targets,
    settings,
    through: settings.through,
    input: { ...input, values: values(input), inputIds: row.inputIds },
    baselines: baselines.map((baseline) => ({ ...baseline, values: values(baseline) })),
  };
}

/** What the explainer of the settings makes of a question. */
export function answerTo(question: Question, { explainer, smooth }: Settings): Promise<Attribution> {
  return smooth ? smoothed(explainer, question, smooth) : explainer.attribute(question);
}

/** Attributions of a window's row at the places of its tokens among `length`; part by part where the layer has several. */
export function spread(own: Float64Array, { window: { places }, row }: Study, length: number): Float64Array {
  const width = row.inputIds.length;
  const parts = own.length / width;
  const all = new Float64Array(parts * length);
  for (let part = 0; part < parts; part++) {
    for (const [i, place] of places.entries()) all[part * length + place] = own[part * width + i]!;
  }
  return all;
}
