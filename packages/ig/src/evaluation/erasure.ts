import type { TextToken } from '../classifier.ts';
import { withoutTokens, type TokenRow } from '../graphs/tokenRows.ts';
import { ranked } from './ranking.ts';

/** Tenths of the tokens that are taken to be the important ones. */
const tenths = [1, 2, 3, 4, 5];

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
 * Erases the most important tokens of a text, and all others. T are its tokens, special ones aside.
 *
 * Comprehensiveness and sufficiency (DeYoung et al. 2020) are ferret's: the mean over tenths t of the change for the ⌊t·T/10⌋ strongest tokens, of which those
 * count that speak for the label; sets that are empty or that are the one before are left out; where no set is left they are 0 and 1. What is
 * erased is deleted, and the text closes up. Log-odds (Shrikumar, Greenside and Kundaje 2017) are the mean over the tenths for the strongest tokens of
 * whatever sign, which become [PAD].
 */
export function erasuresOf(
  tokens: readonly TextToken[],
  row: TokenRow,
  attributions: ArrayLike<number>,
  pad: number,
): Erasures {
  const order = ranked(tokens, attributions);
  const strongest = tenths.map((t) => order.slice(0, Math.floor((t * order.length) / 10)));
  const speaking = strongest
    .map((set) => set.filter((token) => attributions[token]! > 0))
    .filter((set, i, all) => set.length > 0 && set.length !== all[i - 1]?.length);
  const kept = (keeps: (token: number) => boolean): TokenRow =>
    withoutTokens(row, tokens, ({ special }, token) => !special && !keeps(token));
  const replaced = (set: readonly number[]): TokenRow => {
    const inputIds = row.inputIds.slice();
    for (const token of set) inputIds[token] = pad;
    return { ...row, inputIds };
  };
  const without = speaking.map((set) => kept((token) => !set.includes(token)));
  const alone = speaking.map((set) => kept((token) => set.includes(token)));
  return {
    rows: [...without, ...alone, ...strongest.map(replaced)],
    measure(probability, erased) {
      const count = speaking.length;
      const lost = (from: number): number =>
        mean(erased.slice(from, from + count).map((left) => probability - left));
      return {
        comprehensiveness: count === 0 ? 0 : lost(0),
        sufficiency: count === 0 ? 1 : lost(count),
        logOdds: mean(erased.slice(2 * count).map((left) => Math.log(left) - Math.log(probability))),
      };
    },
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
