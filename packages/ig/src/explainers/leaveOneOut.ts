import { withoutTokens } from '../graphs/tokenRows.ts';
import { wordPieces } from '../text/wordPieces.ts';
import type { Explainer } from './explainer.ts';
import { valuesOfRows } from './question.ts';

/**
 * Leave one out (Li, Monroe and Jurafsky 2016): what the output loses when a word is deleted and the text closes up. The pieces of a word get equal
 * parts of it.
 */
export const leaveOneOut: Explainer = {
  counts: 'nothing',
  baseline: 'none',
  differentiates: false,
  deletes: true,
  complete: false,
  async attribute(question) {
    const { tokens, row, targets, input } = question;
    const words = wordPieces(tokens);
    const rows = words.map((pieces) => withoutTokens(row, tokens, (_, i) => pieces.includes(i)));
    const values = await valuesOfRows(question, rows);
    const attributions = targets.map((_, target) => {
      const ofTarget = new Float64Array(row.inputIds.length);
      for (const [word, pieces] of words.entries()) {
        const lost = input.values[target]! - values[word]![target]!;
        for (const piece of pieces) ofTarget[piece] = lost / pieces.length;
      }
      return ofTarget;
    });
    return { attributions, gradientEvaluations: 0, forwardEvaluations: rows.length, kept: null };
  },
};
