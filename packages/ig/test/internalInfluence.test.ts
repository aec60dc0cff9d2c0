import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateTokens, resumeFrom } from '../src/graphs/forward.ts';
import { tokenRow } from '../src/graphs/tokenRows.ts';
import { explain } from '../src/index.ts';
import { drawnModels, drawnTexts, open } from './support/drawnModel.ts';

/** Of central differences in float64: their error is about step² and 1e-16/step. */
const step = 1e-5;

test('is what the output changes by when all units of a token move together', async () => {
  await fc.assert(
    fc.asyncProperty(drawnModels, drawnTexts, async (drawn, text) => {
      const model = open(drawn);
      const { tokens } = await explain(model, text, {
        explainer: 'internal_influence',
        layer: 'encoder.0',
        baseline: 'zero',
        target: '0',
        steps: 1,
      });
      const row = tokenRow(model.encode(text).tokens);
      const at = (from: string, activations: readonly Float64Array[]) =>
        resumeFrom(
          model,
          from,
          { layer: 'encoder.0', scores: { kind: 'logit' } },
          activations.map((given) => ({ context: row, activations: given })),
          {},
        );
      const [embeddings] = await evaluateTokens(
        model,
        { layer: 'embeddings', scores: { kind: 'logit' } },
        [row],
        {},
      );
      // One point of Gauss–Legendre is the middle.
      const middle = Float64Array.from(embeddings!.activations, (x) => x / 2);
      const [state] = await at('embeddings', [middle]);
      for (const [token, { attribution }] of tokens.entries()) {
        const moved = [step, -step].map((by) =>
          Float64Array.from(state!.activations, (x, i) =>
            Math.floor(i / model.widthOf('embeddings')) === token ? x + by : x,
          ),
        );
        const [up, down] = await at('encoder.0', moved);
        expect(attribution).toBeCloseTo((up!.logits[0]! - down!.logits[0]!) / (2 * step), 6);
      }
    }),
    { numRuns: 15 },
  );
});
