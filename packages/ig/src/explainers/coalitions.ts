import { shuffled } from '@gradlens/tensor';
import type { Draws } from '../draws.ts';
import { wordPieces } from '../text/wordPieces.ts';
import { valuesOfRows, type Endpoint, type Question } from './question.ts';

/** Which words keep their tokens; the others have those of the baseline. */
export type Coalition = readonly boolean[];

/** F as a function of the words that are there, for explainers that ask it of many sets of words. */
export interface Game {
  readonly words: number;
  /** F of each coalition: [coalitions][targets]. */
  values(coalitions: readonly Coalition[]): Promise<number[][]>;
  /** Texts that the model was run on. */
  readonly evaluations: number;
  /** Attributions of tokens [targets][tokens] from those of words [targets][words]: a word's pieces get equal parts, special tokens nothing. */
  spread(attributions: readonly (readonly number[])[]): Float64Array[];
}

/** The game between a text and a baseline. A coalition that was asked before, and those of all words and of none, are not evaluated again. */
export function openGame(question: Question, baseline: Endpoint): Game {
  const { row, tokens, input } = question;
  const words = wordPieces(tokens);
  const keyOf = (coalition: Coalition): string => coalition.map(Number).join('');
  const known = new Map<string, readonly number[]>([
    [keyOf(words.map(() => true)), input.values],
    [keyOf(words.map(() => false)), baseline.values],
  ]);
  return {
    words: words.length,
    get evaluations() {
      return known.size - 2;
    },
    async values(coalitions) {
      const missing = new Map<string, Coalition>();
      for (const coalition of coalitions) {
        const key = keyOf(coalition);
        if (!known.has(key)) missing.set(key, coalition);
      }
      const rows = Array.from(missing.values(), (coalition) => {
        const inputIds = row.inputIds.slice();
        for (const [word, pieces] of words.entries()) {
          if (!coalition[word]) for (const piece of pieces) inputIds[piece] = baseline.inputIds![piece]!;
        }
        return { ...row, inputIds };
      });
      const values = rows.length === 0 ? [] : await valuesOfRows(question, rows);
      for (const [i, key] of [...missing.keys()].entries()) known.set(key, values[i]!);
      return coalitions.map((coalition) => [...known.get(keyOf(coalition))!]);
    },
    spread: (attributions) =>
      attributions.map((own) => {
        const all = new Float64Array(row.inputIds.length);
        for (const [word, pieces] of words.entries()) {
          for (const piece of pieces) all[piece] = own[word]! / pieces.length;
        }
        return all;
      }),
  };
}

/** The numbers of so many words, in an order that is drawn. */
export function drawOrder(words: number, draws: Draws): number[] {
  return shuffled([...Array(words).keys()], () => draws.uniform());
}
