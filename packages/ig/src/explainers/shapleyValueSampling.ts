import { drawOrder, openGame } from './coalitions.ts';
import type { Explainer } from './explainer.ts';
import { overBaselines } from './question.ts';

/**
 * Shapley values by sampling (Castro, Gómez and Tejada 2009): words come to the baseline one after the other, in orders that are drawn, and each gets what the
 * output gains when it comes; the mean over the orders. In every order the gains sum to the whole change.
 */
export const shapleyValueSampling: Explainer = {
  counts: 'samples',
  steps: 25,
  baseline: 'ids',
  differentiates: false,
  complete: true,
  attribute: (question) =>
    overBaselines(question, async (baseline) => {
      const { settings, draws, targets } = question;
      const game = openGame(question, baseline);
      const orders = Array.from({ length: settings.steps }, () => drawOrder(game.words, draws));
      const coalitions = orders.flatMap((order) =>
        Array.from({ length: game.words + 1 }, (_, size) => {
          const present = new Set(order.slice(0, size));
          return order.map((__, word) => present.has(word));
        }),
      );
      const values = await game.values(coalitions);
      const attributions = targets.map((_, target) => {
        const own = Array.from({ length: game.words }, () => 0);
        for (const [i, order] of orders.entries()) {
          const first = i * (game.words + 1);
          for (const [place, word] of order.entries()) {
            const gain = values[first + place + 1]![target]! - values[first + place]![target]!;
            own[word]! += gain / orders.length;
          }
        }
        return own;
      });
      return {
        attributions: game.spread(attributions),
        gradientEvaluations: 0,
        forwardEvaluations: game.evaluations,
        kept: null,
      };
    }),
};
