import type { DifferentiableClassifier, TextToken } from './classifier.ts';
import { OptionError } from './errors.ts';
import type { Explanation } from './explanation.ts';
import { evaluateTokens } from './graphs/forward.ts';
import { withoutTokens, type TokenRow } from './graphs/tokenRows.ts';
import { labelledText } from './labelledText.ts';
import { mean } from './mean.ts';
import { saidOfAnswer } from './output/answerPlaces.ts';
import { chosenScores, chosenTargets, valueOf, type OutputChoice } from './output/output.ts';
import { describePrediction } from './record/prediction.ts';
import { rowOf } from './study.ts';
import { readText, type TextOptions } from './text/encodeText.ts';
import { wordPieces } from './text/wordPieces.ts';
import { readWords, type ReadWord, type WrittenWord } from './text/writtenWords.ts';

/** What becomes of words that are taken away: they are deleted and the text closes up, or a neutral token stands for each of their pieces. */
export type Replacement = 'delete' | 'mask' | 'pad';

export interface WithoutWordsOptions extends TextOptions, OutputChoice {
  readonly replacement: Replacement;
  /** Where tokens have labels: the token whose label is asked of, by its place in an explanation's `tokens`. The target is one of its labels. */
  readonly token?: number;
}

/** What a model says of a text without some of its words. */
export interface WithoutWords {
  /** Where tokens have labels, what it says of the one that is asked of; words that were taken away are missing in the text of an answer, or a mask stands for them. */
  readonly prediction: Explanation['prediction'];
  /** Of the output that is asked of. */
  readonly value: number;
}

/**
 * Predicts a text without some of its words, which go by their places in an explanation's `words`. What is asked of is one output; `predicted` is the label
 * of the text, or of the token, without the words. Rejects with an OptionError for an option that cannot be taken.
 */
export async function withoutWords(
  model: DifferentiableClassifier,
  text: string,
  words: readonly number[],
  { replacement, token, ...options }: WithoutWordsOptions,
): Promise<WithoutWords> {
  const { pool, signal, pair = null } = options;
  const { windows, tokens } = readText(model, text, options);
  const pieces = wordPieces(tokens);
  const gone = new Set(words.flatMap((word) => pieces[word] ?? []));
  const reads = checkedReads(model, tokens, token);
  if (replacement === 'delete' && token !== undefined && gone.has(token)) {
    throw new OptionError('words', 'words: a deleted word has no label; let a mask stand for it');
  }
  const rowOptions = { ...(pool && { pool }), ...(signal && { signal }) };
  const rows = windows.map((window) => {
    const isGone = (_: TextToken, i: number): boolean => gone.has(window.places[i]!);
    const row = rowOf(model, window.tokens, rowOptions, reads);
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
  const value = valueOf(target!, own);
  if (model.task !== 'question-answering') return { prediction, value };

  const left = tokens.flatMap((one, i) => {
    if (!gone.has(i)) return one;
    return replacement === 'delete' ? [] : { ...one, id: neutralId(model, replacement) };
  });
  if (!left.some(({ segment, word }) => segment === 1 && word !== null)) {
    throw new OptionError('words', 'words: no word of the second text is left, and so no answer');
  }
  const labelled = await labelledText(model, text, pair, left, rowOptions);
  const { answer, ...said } = saidOfAnswer(labelled, rows[0]!.reads![0]!);
  const taken = readWords(text, pair, tokens).filter(({ pieces: own }) => gone.has(own[0]!));
  return {
    prediction: {
      ...prediction,
      ...said,
      answer: { ...answer, text: leftOf(answer, pair!, taken, replacement) },
    },
    value,
  };
}

/** An answer as it stands in the pair, but for the words that were taken away. */
function leftOf(
  { start, end }: WrittenWord,
  pair: string,
  taken: readonly ReadWord[],
  replacement: Replacement,
): string {
  const stand = replacement === 'delete' ? '' : `[${replacement.toUpperCase()}]`;
  let text = '';
  let from = start;
  for (const { written } of taken) {
    if (written.segment !== 1 || written.start < start || written.end > end) continue;
    text += pair.slice(from, written.start) + stand;
    from = written.end;
  }
  return (text + pair.slice(from, end)).replaceAll(/\s+/g, ' ').trim();
}

/** The token that is asked of, as what is read of rows. Throws an OptionError where there is none, or has to be one. */
function checkedReads(
  { task }: DifferentiableClassifier,
  tokens: readonly TextToken[],
  token: number | undefined,
): Int32Array | null {
  if (task === 'text-classification') {
    if (token === undefined) return null;
    throw new OptionError('token', 'token: the labels are those of the text; leave out `token`');
  }
  if (token === undefined || tokens[token] === undefined) {
    throw new OptionError(
      'token',
      `token: whose label is asked of? Give its place in the explanation's tokens, an index below ${tokens.length}`,
    );
  }
  return Int32Array.of(token);
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
