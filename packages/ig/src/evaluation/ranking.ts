import type { TextToken } from '../classifier.ts';

/**
 * The text's tokens that speak for the explained output, the strongest first, of equal ones the first. Special tokens are not among them.
 */
export function ranked(tokens: readonly TextToken[], attributions: ArrayLike<number>): number[] {
  return [...tokens.keys()]
    .filter((token) => !tokens[token]!.special && attributions[token]! > 0)
    .sort((a, b) => attributions[b]! - attributions[a]! || a - b);
}

/** The text's own tokens. */
export function ownTokens(tokens: readonly TextToken[]): number[] {
  return [...tokens.keys()].filter((token) => !tokens[token]!.special);
}
