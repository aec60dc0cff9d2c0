import type { Draws } from '../draws.ts';
import type { TokenRow } from '../graphs/tokenRows.ts';

/** Sets of tokens that are replaced by a baseline's. */
export const drawnSets = 32;

/** Draws sets of the tokens that the baseline changes, each of them with a chance of one half: [sets][tokens]. */
export function drawSets({ inputIds }: TokenRow, baselineIds: Int32Array, draws: Draws): boolean[][] {
  return Array.from({ length: drawnSets }, () =>
    Array.from(inputIds, (id, token) => draws.uniform() < 0.5 && id !== baselineIds[token]),
  );
}

/** The row in which the tokens of a set have the baseline's ids. */
export function withReplaced(row: TokenRow, baselineIds: Int32Array, set: readonly boolean[]): TokenRow {
  return {
    ...row,
    inputIds: row.inputIds.map((id, token) => (set[token] ? baselineIds[token]! : id)),
  };
}

/**
 * Infidelity (Yeh et al. 2019): the mean of (β·Σ_{t∈S} aₜ − (F(x) − F(x_S)))² over sets S of tokens that are replaced, as Captum's `infidelity` gives it for
 * token ids with `normalize=True`. As there, what is not changed, like the special tokens, counts in no set. β = E[ab]/E[a²] brings attributions to the scale
 * of the output, so that explainers of different units can be compared; less is better.
 */
export function infidelity(
  attributions: ArrayLike<number>,
  sets: readonly (readonly boolean[])[],
  losses: readonly number[],
): number {
  const predicted = sets.map((set) =>
    set.reduce((sum, isReplaced, token) => sum + (isReplaced ? attributions[token]! : 0), 0),
  );
  const products = predicted.reduce((sum, a, i) => sum + a * losses[i]!, 0);
  const squares = predicted.reduce((sum, a) => sum + a * a, 0);
  const beta = squares === 0 ? 1 : products / squares;
  return predicted.reduce((sum, a, i) => sum + (beta * a - losses[i]!) ** 2, 0) / sets.length;
}
