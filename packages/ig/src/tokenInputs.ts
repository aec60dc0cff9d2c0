import { input } from '@gradlens/tensor';
import type { TextToken, TokenTensors } from './classifier.ts';

/** Input leaves for the tokens of one text. */
export function tokenInputs(length: number): TokenTensors {
  return {
    inputIds: input('inputIds', [1, length], 'i32'),
    tokenTypeIds: input('tokenTypeIds', [1, length], 'i32'),
    attentionMask: input('attentionMask', [1, length]),
  };
}

/** Their values: a single text has no padding. */
export function tokenValues(
  tokens: readonly TextToken[],
): Record<keyof TokenTensors, Int32Array | Float32Array> {
  return {
    inputIds: Int32Array.from(tokens, ({ id }) => id),
    tokenTypeIds: Int32Array.from(tokens, ({ segment }) => segment),
    attentionMask: new Float32Array(tokens.length).fill(1),
  };
}
