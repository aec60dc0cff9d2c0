import type { Explainer } from './explainer.ts';
import { integrateLine } from './line.ts';
import { effort, isOwn, layerTokens, overBaselines, type Attribution } from './question.ts';

/**
 * Sequential integrated gradients (Enguehard 2023): each token moves from its baseline to its own value alone, while all others stay as they are.
 * A token's attribution is then what the output changes by when it alone is replaced, but for what the quadrature gets wrong.
 */
export const sequentialIntegratedGradients: Explainer = {
  counts: 'integral',
  baseline: 'activations',
  differentiates: true,
  complete: false,
  attribute: (question) =>
    overBaselines(question, async (baseline) => {
      const { input, targets, model, layer } = question;
      const width = model.widthOf(layer);
      const tokens = layerTokens(question);
      const attributions = targets.map(() => new Float64Array(tokens));
      // A token that changes next to nothing is not integrated to a share of that.
      const changes = input.values.map((value, target) => Math.abs(value - baseline.values[target]!));
      const atLeast = 0.1 * Math.min(...changes);
      const lines: Attribution[] = [];
      for (let token = 0; token < tokens; token++) {
        const span = [token * width, (token + 1) * width] as const;
        const replaced = baseline.activations.subarray(...span);
        const own = input.activations.subarray(...span);
        // What its baseline keeps, like [CLS], does not move.
        if (!isOwn(question, token) || own.every((value, i) => value === replaced[i])) continue;
        const start = Float64Array.from(input.activations);
        start.set(replaced, span[0]);
        const line = await integrateLine(question, start, input.activations, atLeast);
        for (const [target, all] of attributions.entries()) all[token] = line.attributions[target]![token]!;
        lines.push(line);
      }
      return { ...effort(lines), attributions };
    }),
};
