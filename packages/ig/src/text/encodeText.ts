import type { DifferentiableClassifier, TextToken } from '../classifier.ts';
import { OptionError } from '../errors.ts';
import type { RowPool } from '../graphs/rowPool.ts';
import { windowsOf, type Window } from './windows.ts';

export interface TextOptions {
  /** The second text of a pair. */
  readonly pair?: string;
  /** Reads a text that is longer than the model's positions in overlapping windows, instead of cutting it. */
  readonly window?: boolean;
  /** Whose batches this text's rows share, with those of other texts that are worked on at the same time. */
  readonly pool?: RowPool;
  readonly signal?: AbortSignal;
}

/** A text's tokens, and the windows that the model reads them in: one, unless the text is too long. */
export interface ReadText {
  readonly tokens: readonly TextToken[];
  readonly windows: readonly Window[];
  /** Tokens that were cut off. */
  readonly truncated: number;
}

/** Reads a text. Throws an OptionError when there is nothing in it to explain. */
export function readText(
  model: DifferentiableClassifier,
  text: string,
  { pair, window = false }: Pick<TextOptions, 'pair' | 'window'>,
): ReadText {
  if (pair?.trim() === '') {
    throw new OptionError('pair', 'the second text is empty: leave out `pair`');
  }
  if (model.task === 'question-answering' && pair === undefined) {
    throw new OptionError('pair', 'the text is a question: give the text that answers it as `pair`');
  }
  if (window && model.task === 'token-classification') {
    throw new OptionError(
      'window',
      'window: the words of a text are labelled in one piece; leave out `window`',
    );
  }
  if (window && pair !== undefined) {
    throw new OptionError(
      'window',
      'window: two texts are read together, not in windows; leave out `window`',
    );
  }
  const { tokens, truncated } = model.encode(text, pair, { whole: window });
  if (tokens.every(({ word }) => word === null)) {
    throw new OptionError('text', 'the text is empty: there is no word to explain');
  }
  return { tokens, windows: windowsOf(tokens, model.maxTokens), truncated };
}
