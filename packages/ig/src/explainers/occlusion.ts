import type { Explainer } from './explainer.ts';
import { overBaselines, valuesOfRows } from './question.ts';

/**
 * Occlusion (Zeiler and Fergus 2014): what the output loses when some neighbouring tokens are replaced by the baseline's. A token that several
 * windows cover gets their mean, as in Captum's Occlusion with a stride of 1.
 */
export const occlusion: Explainer = {
  counts: 'nothing',
  baseline: 'ids',
  differentiates: false,
  complete: false,
  attribute: (question) =>
    overBaselines(question, async (baseline) => {
      const { row, targets, input, settings } = question;
      const tokens = question.tokens.length;
      const width = Math.min(settings.occlude, tokens);
      const starts = Array.from({ length: tokens - width + 1 }, (_, start) => start);
      const rows = starts.map((start) => {
        const inputIds = row.inputIds.slice();
        inputIds.set(baseline.inputIds!.subarray(start, start + width), start);
        return { ...row, inputIds };
      });
      const values = await valuesOfRows(question, rows);
      const attributions = targets.map((_, target) =>
        Float64Array.from(row.inputIds, (_, token) => {
          if (token >= tokens) return 0;
          const covering = starts.filter((start) => start <= token && token < start + width);
          const lost = covering.map((start) => input.values[target]! - values[start]![target]!);
          return lost.reduce((sum, loss) => sum + loss, 0) / lost.length;
        }),
      );
      return { attributions, gradientEvaluations: 0, forwardEvaluations: rows.length, kept: null };
    }),
};
