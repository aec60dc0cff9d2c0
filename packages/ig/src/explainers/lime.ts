import type { Draws } from '../draws.ts';
import { drawOrder, openGame, type Coalition } from './coalitions.ts';
import type { Explainer } from './explainer.ts';
import { leastSquares } from './leastSquares.ts';
import { overBaselines } from './question.ts';

/** Of the kernel, in hundredths of a cosine distance, as in the authors' package. */
const kernelWidth = 25;
/** Of ridge regression, as there. */
const penalty = 1;

/**
 * LIME for texts (Ribeiro, Singh and Guestrin 2016), with the choices of the authors' package: a ridge regression of the output on which words are there,
 * over texts that lack some, the nearer ones counting more: w = √exp(−d²/25²), d = 100·(1 − cos) of the vectors of words. In place of a word that is
 * not there stands the baseline's token.
 */
export const lime: Explainer = {
  counts: 'samples',
  steps: 512,
  baseline: 'ids',
  differentiates: false,
  complete: false,
  attribute: (question) =>
    overBaselines(question, async (baseline) => {
      const { settings, draws, targets } = question;
      const game = openGame(question, baseline);
      const whole = Array.from({ length: game.words }, () => true);
      const drawn = Array.from({ length: settings.steps - 1 }, () => drawCoalition(game.words, draws));
      const coalitions = [whole, ...drawn];
      const values = await game.values(coalitions);
      const weights = coalitions.map((coalition) => {
        const share = coalition.filter(Boolean).length / game.words;
        const distance = 100 * (1 - Math.sqrt(share));
        return Math.sqrt(Math.exp(-((distance / kernelWidth) ** 2)));
      });
      const rows = coalitions.map((coalition) => coalition.map(Number));
      const attributions = targets.map((_, target) =>
        fit(
          rows,
          weights,
          values.map((row) => row[target]!),
        ),
      );
      return {
        attributions: game.spread(attributions),
        gradientEvaluations: 0,
        forwardEvaluations: game.evaluations,
        kept: null,
      };
    }),
};

/** Coefficients beside an intercept, which is not penalised: of what is left when weighted means are taken off. */
function fit(
  rows: readonly (readonly number[])[],
  weights: readonly number[],
  values: readonly number[],
): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const meanOf = (numbers: readonly number[]): number =>
    numbers.reduce((sum, number, i) => sum + weights[i]! * number, 0) / total;
  const means = rows[0]!.map((_, word) => meanOf(rows.map((row) => row[word]!)));
  const mean = meanOf(values);
  return leastSquares({
    rows: rows.map((row) => row.map((present, word) => present - means[word]!)),
    values: values.map((value) => value - mean),
    weights,
    penalty,
  })!;
}

/** Without as many words as is drawn, from one to all. */
function drawCoalition(words: number, draws: Draws): Coalition {
  const missing = 1 + Math.floor(draws.uniform() * words);
  const gone = new Set(drawOrder(words, draws).slice(0, missing));
  return Array.from({ length: words }, (_, word) => !gone.has(word));
}
