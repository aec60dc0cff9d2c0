import type { TextToken } from '../classifier.ts';
import { padded, tokenRow, type TokenRow } from '../graphs/tokenRows.ts';
import { ownTokens, ranked } from './ranking.ts';

/** Shares of the tokens that are taken to be the important ones. */
export const shares = [0.1, 0.2, 0.3, 0.4, 0.5];

/** The change of a text's probability when tokens are erased, and what to make of it. All rows are [tokens] of the text's row. */
export interface Erasures {
  readonly rows: readonly TokenRow[];
  /** From the probabilities of the text and of the rows, in their order. */
  measure(probability: number, erased: readonly number[]): ErasureMetrics;
}

/** What erasing tokens tells of an explanation; each a mean over shares of the tokens. */
export interface ErasureMetrics {
  /** How much of the probability the important tokens take with them: more is better. */
  readonly comprehensiveness: number;
  /** How much of it is lost when they alone are left: less is better. */
  readonly sufficiency: number;
  /** The logarithm of what is left of it when they are replaced by [PAD]: less is better. */
  readonly logOdds: number;
}

/**
 * Erases the most important tokens of a text, and all others (DeYoung et al. 2020, "ERASER", as ferret 0.5 computes it: for each share t the ⌊t·T⌋ strongest of
 * the T tokens, special ones aside, if they speak for the label; sets that are empty, or that are those of the share before, do not count). Erased tokens are deleted and the
 * text closes up; for the log-odds (Shrikumar, Greenside and Kundaje 2017) they become [PAD].
 */
export function erasuresOf(
  tokens: readonly TextToken[],
  row: TokenRow,
  attributions: ArrayLike<number>,
  pad: number,
): Erasures {
  const own = ownTokens(tokens);
  const order = ranked(tokens, attributions);
  const sets = shares
    .map((share) => order.slice(0, Math.floor(share * own.length)))
    .filter((set, i, all) => set.length > 0 && set.length !== all[i - 1]?.length);
  const kept = (keeps: (token: number) => boolean): TokenRow =>
    padded(tokenRow(tokens.filter(({ special }, token) => special || keeps(token))), row.inputIds.length);
  const replaced = (set: readonly number[]): TokenRow => {
    const inputIds = row.inputIds.slice();
    for (const token of set) inputIds[token] = pad;
    return { ...row, inputIds };
  };
  const rows = sets.flatMap((set) => [
    kept((token) => !set.includes(token)),
    kept((token) => set.includes(token)),
    replaced(set),
  ]);
  return {
    rows,
    measure(probability, erased) {
      if (sets.length === 0) return { comprehensiveness: 0, sufficiency: 1, logOdds: 0 };
      const meanOf = (kind: number, change: (erased: number) => number): number =>
        sets.reduce((sum, _, i) => sum + change(erased[3 * i + kind]!), 0) / sets.length;
      return {
        comprehensiveness: meanOf(0, (without) => probability - without),
        sufficiency: meanOf(1, (alone) => probability - alone),
        logOdds: meanOf(2, (without) => Math.log(without) - Math.log(probability)),
      };
    },
  };
}
