import type { TextToken } from '../classifier.ts';

/** The text's own tokens, those that speak most for the explained output first; of equal ones, as in ferret, the last. */
export function ranked(tokens: readonly TextToken[], attributions: ArrayLike<number>): number[] {
  return ownTokens(tokens).sort((a, b) => attributions[b]! - attributions[a]! || b - a);
}

/** The text's own tokens. */
export function ownTokens(tokens: readonly TextToken[]): number[] {
  return [...tokens.keys()].filter((token) => !tokens[token]!.special);
}
