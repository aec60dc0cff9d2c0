import { OptionError } from '../errors.ts';
import type { Draws } from '../draws.ts';
import { drawOrder, openGame, type Coalition } from './coalitions.ts';
import type { Explainer } from './explainer.ts';
import { leastSquares } from './leastSquares.ts';
import { overBaselines } from './question.ts';

/**
 * Kernel SHAP (Lundberg and Lee 2017): the linear function of the words that are there which fits the output best over sets of words, drawn with the
 * frequency of Shapley's kernel (M − 1)/(|S|(M − |S|)) over sizes, and which has the output's values for all words and for none.
 */
export const kernelShap: Explainer = {
  counts: 'samples',
  steps: 1024,
  baseline: 'ids',
  differentiates: false,
  complete: true,
  attribute: (question) =>
    overBaselines(question, async (baseline) => {
      const { settings, draws, targets, input } = question;
      const game = openGame(question, baseline);
      checkSamples(settings.steps, game.words);
      const coalitions =
        game.words < 2 ? [] : Array.from({ length: settings.steps }, () => drawCoalition(game.words, draws));
      const values = await game.values(coalitions);
      const attributions = targets.map((_, target) => {
        const none = baseline.values[target]!;
        const change = input.values[target]! - none;
        // The last word's attribution is what the others leave of the change.
        const free = leastSquares({
          rows: coalitions.map((coalition) =>
            coalition.slice(0, -1).map((present) => Number(present) - Number(coalition.at(-1))),
          ),
          values: coalitions.map(
            (coalition, i) => values[i]![target]! - none - Number(coalition.at(-1)) * change,
          ),
          weights: coalitions.map(() => 1),
          penalty,
        })!;
        return [...free, change - free.reduce((sum, attribution) => sum + attribution, 0)];
      });
      return {
        attributions: game.spread(attributions),
        gradientEvaluations: 0,
        forwardEvaluations: game.evaluations,
        kept: null,
      };
    }),
};

function drawCoalition(words: number, draws: Draws): Coalition {
  const sizes = Array.from({ length: words - 1 }, (_, i) => (words - 1) / ((i + 1) * (words - 1 - i)));
  let left = draws.uniform() * sizes.reduce((sum, weight) => sum + weight, 0);
  const found = sizes.findIndex((weight) => (left -= weight) < 0);
  const size = found < 0 ? words - 1 : found + 1;
  const present = new Set(drawOrder(words, draws).slice(0, size));
  return Array.from({ length: words }, (_, word) => present.has(word));
}

/** So small that it matters only where sets that were drawn do not determine the function. */
const penalty = 1e-9;
/** Samples per word below which what comes out is mostly noise. */
const fewest = 4;

function checkSamples(samples: number, words: number): void {
  const least = Math.min(fewest * words, 2 ** words - 2);
  if (samples < least) {
    throw new OptionError(
      'steps',
      `kernel_shap needs at least ${least} samples for a text of ${words} words, not ${samples}; give \`steps\` more`,
    );
  }
}
