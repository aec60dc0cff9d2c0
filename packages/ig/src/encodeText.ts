import type { DifferentiableClassifier, TextToken } from './classifier.ts';
import { OptionError } from './errors.ts';

export interface TextOptions {
  /** The second text of a pair. */
  readonly pair?: string;
  readonly signal?: AbortSignal;
  /** Told when the text is longer than the model's positions: what follows is cut off. */
  readonly onTruncated?: (tokens: { readonly kept: number; readonly dropped: number }) => void;
}

/** The text's tokens. Throws an OptionError when there are none to explain. */
export function encodeText(
  model: DifferentiableClassifier,
  text: string,
  { pair, onTruncated }: TextOptions,
): readonly TextToken[] {
  const { tokens, truncated } = model.encode(text, pair);
  if (tokens.every(({ special }) => special)) {
    throw new OptionError('text', 'the text is empty: there is no word to explain');
  }
  if (truncated > 0) onTruncated?.({ kept: tokens.length, dropped: truncated });
  return tokens;
}
