import { checkTask } from './choices/task.ts';
import type { DifferentiableClassifier, TextToken } from './classifier.ts';
import { OptionError } from './errors.ts';
import type { Prediction } from './explanation.ts';
import { evaluateTokens } from './graphs/forward.ts';
import { withoutTokens, type TokenRow } from './graphs/tokenRows.ts';
import { mean } from './mean.ts';
import { chosenScores, chosenTargets, valueOf, type OutputChoice } from './output/output.ts';
import { describePrediction } from './record/prediction.ts';
import { rowOf } from './study.ts';
import { readText, type TextOptions } from './text/encodeText.ts';
import { wordPieces } from './text/wordPieces.ts';

/** What becomes of words that are taken away: they are deleted and the text closes up, or a neutral token stands for each of their pieces. */
export type Replacement = 'delete' | 'mask' | 'pad';

export interface WithoutWordsOptions extends TextOptions, OutputChoice {
  readonly replacement: Replacement;
}

/** What a model says of a text without some of its words. */
export interface WithoutWords {
  readonly prediction: Prediction['prediction'];
  /** Of the output that is asked of. */
  readonly value: number;
}

/**
 * Predicts a text without some of its words, which go by their places in an explanation's `words`. What is asked of is one output; `predicted` is the label
 * of the text without the words. Rejects with an OptionError for an option that cannot be taken.
 */
export async function withoutWords(
  model: DifferentiableClassifier,
  text: string,
  words: readonly number[],
  { replacement, ...options }: WithoutWordsOptions,
): Promise<WithoutWords> {
  checkTask(model, 'text-classification', 'withoutWords');
  const { pool, signal } = options;
  const { windows, tokens } = readText(model, text, options);
  const pieces = wordPieces(tokens);
  const gone = new Set(words.flatMap((word) => pieces[word] ?? []));
  const rowOptions = { ...(pool && { pool }), ...(signal && { signal }) };
  const rows = windows.map((window) => {
    const isGone = (_: TextToken, i: number): boolean => gone.has(window.places[i]!);
    const row = rowOf(model, window.tokens, rowOptions);
    return replacement === 'delete'
      ? withoutTokens(row, window.tokens, isGone)
      : replaced(row, window.tokens, isGone, neutralId(model, replacement));
  });
  const scores = chosenScores(model, options, null);
  const results = await evaluateTokens(model, { layer: model.layers[0]!, scores }, rows, rowOptions);
  const logits = mean(results.map((row) => row.logits));
  const own = mean(results.map((row) => row.scores));
  const [target, ...others] = chosenTargets(model, options, logits);
  if (others.length > 0) throw new OptionError('target', 'target "all": ask of one label at a time');
  const { prediction } = describePrediction(model, logits);
  return { prediction, value: valueOf(target!, own) };
}

type Gone = (token: TextToken, i: number) => boolean;

function replaced(row: TokenRow, tokens: readonly TextToken[], isGone: Gone, neutral: number): TokenRow {
  const inputIds = row.inputIds.slice();
  for (const [i, token] of tokens.entries()) if (isGone(token, i)) inputIds[i] = neutral;
  return { ...row, inputIds };
}

function neutralId({ neutralTokenIds }: DifferentiableClassifier, replacement: 'mask' | 'pad'): number {
  const id = neutralTokenIds[replacement];
  if (id === null) {
    throw new Error(`the model's vocabulary has no [${replacement.toUpperCase()}]: delete the words instead`);
  }
  return id;
}
