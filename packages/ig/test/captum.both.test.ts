import { loadClassifier } from '@gradlens/bert';
import { describe, expect, test } from 'vitest';
import {
  checkpointNames,
  familyNames,
  readExpected,
  type ExpectedAttributions,
} from '../../../fixtures/expected.ts';
import { explain, type Explanation } from '../src/index.ts';
import { backends } from './support/backends.ts';
import { checkpoint } from './support/checkpoint.ts';

/**
 * How far from Captum in float64 an attribution may be, as a share of the largest token's. Captum rounds its weights to float32, which moves
 * the result by up to 6e-8; in float32 throughout, Captum itself moves by 3e-6 when its batches change.
 */
const [float64, float32] = [2e-7, 1e-4];

/** As many points at a time for every number of steps: all then share one compiled graph. */
const batchSize = 10;

describe.each(Object.entries(backends))('%s', (device, open) => {
  const tolerance = device === 'reference' ? float64 : float32;
  test.each([...checkpointNames, ...familyNames])(
    'gives the attributions of Captum: %s',
    { timeout: 300_000 },
    async (name) => {
      const backend = await open();
      const model = await loadClassifier(checkpoint(name), backend);
      const failures: string[] = [];
      let compared = 0;
      const cases = (await readExpected(name)).cases.filter(hasNoPadding);
      const ofFamily = familyNames.includes(name);
      // WebGPU compiles programs for each length and each layer. What architectures differ in is seen in one as in all.
      const few = ofFamily && device === 'webgpu';
      for (const { text, pair, attributions, logits } of few ? cases.slice(0, 1) : cases) {
        for (const expected of byLayer(attributions).filter(isOurs)) {
          if (few && expected.layer !== 'embeddings') continue;
          const { layer, baseline, method, steps } = expected;
          const explanation = await explain(model, text, {
            ...(pair !== null && { pair }),
            layer,
            baseline,
            method,
            steps,
            batchSize,
            target: String(expected.target),
          });
          const misses = Object.entries(errorsOf(explanation, expected, logits, tolerance)).filter(
            ([, error]) => !(error <= 1),
          );
          failures.push(
            ...misses.map(
              ([what, error]) =>
                `${text}, ${layer}, ${baseline}, ${method}, ${steps} steps: ${what} ${error}`,
            ),
          );
          compared++;
        }
      }
      await backend.dispose();
      expect(failures).toEqual([]);
      expect(compared).toBeGreaterThan(few ? 3 : ofFamily ? 10 : 50);
    },
  );
});

/** Distances from Captum and transformers, in units of what is allowed. */
function errorsOf(
  explanation: Explanation,
  expected: ExpectedAttributions,
  logits: readonly number[],
  tolerance: number,
) {
  const { tokens, convergence, prediction, target } = explanation;
  // Sums over the hidden axis cancel where attributions are small: their terms set the scale then.
  const scale = Math.max(...expected.attributions.map(Math.abs), 0.1 * expected.magnitude);
  return {
    attributions:
      farthest(
        tokens.map(({ attribution }) => attribution),
        expected.attributions,
      ) /
      (tolerance * scale),
    delta: Math.abs(convergence.delta! - expected.delta) / 1e-4,
    value: Math.abs(target.value - expected.value) / 1e-5,
    baselineValue: Math.abs(target.baselineValue! - expected.baselineValue) / 1e-5,
    logits: farthest(prediction.logits, logits) / 1e-5,
  };
}

function farthest(actual: readonly number[], expected: readonly number[]): number {
  return actual.length === expected.length
    ? Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)))
    : Infinity;
}

function hasNoPadding({ attentionMask }: { readonly attentionMask: readonly number[] }): boolean {
  return !attentionMask.includes(0);
}

function isOurs({ precision, output }: ExpectedAttributions): boolean {
  return precision === 'float64' && output === 'logit';
}

function byLayer(attributions: readonly ExpectedAttributions[]): ExpectedAttributions[] {
  const key = ({ layer, baseline }: ExpectedAttributions): string => `${layer} ${baseline === 'zero'}`;
  return [...attributions].sort((a, b) => key(a).localeCompare(key(b)));
}
