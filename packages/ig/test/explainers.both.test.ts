import { loadClassifier } from '@gradlens/bert';
import { Random } from '@gradlens/tensor';
import { describe, expect, test } from 'vitest';
import {
  checkpointNames,
  readExpected,
  readExplainers,
  type ExpectedExplanation,
  type ExpectedExplanationOf,
} from '../../../fixtures/expected.ts';
import { explainWith, type ExplainOptions } from '../src/explain.ts';
import type { Draws } from '../src/draws.ts';
import { settingsOf } from '../src/settings.ts';
import { backends } from './support/backends.ts';
import { checkpoint } from './support/checkpoint.ts';

/**
 * How far an attribution may be from what Captum, or the formula, gives in float64, as a share of the largest token's: Captum rounds weights to
 * float32, which moves a result by up to 6e-8.
 */
const [float64, float32] = [2e-7, 1e-4];

/** The `baselineText` of all entries. */
const neutralText = 'a film is what it is';

/** One entry of so many is compared: what takes longer is tried less. */
const every: Readonly<Record<string, number>> = { reference: 3, webgpu: 14 };

describe.each(Object.entries(backends))('%s', (device, open) => {
  const tolerance = device === 'reference' ? float64 : float32;
  test.each(checkpointNames)(
    'gives the numbers of every explainer: %s',
    { timeout: 300_000 },
    async (name) => {
      const backend = await open();
      const model = await loadClassifier(checkpoint(name), backend);
      const { cases } = await readExpected(name);
      const { entries } = await readExplainers(name);
      const failures: string[] = [];
      const known = entries.filter(({ explainer }) => explainer !== 'discretized_integrated_gradients');
      const explained = inTurn(known, every[device] ?? 9);
      for (const entry of explained) {
        const { text, pair } = cases.find((one) => one.name === entry.case)!;
        const options: ExplainOptions = {
          ...optionsOf(entry),
          // As many points at a time for every number of steps: all then share one compiled graph.
          ...(device !== 'reference' && { batchSize: 10 }),
          ...(pair !== null && { pair }),
        };
        const settings = settingsOf(model, options);
        const [explanation] = await explainWith(
          model,
          text,
          options,
          // The path of conductance begins at the embeddings; that of the entry may begin before.
          entry.explainer === 'layer_conductance' ? { ...settings, layer: entry.from } : settings,
          drawsOf(
            entry,
            model.widthOf(settings.layer ?? 'embeddings'),
            cases.find((one) => one.name === entry.case)!.tokens.length,
          ),
        );
        // Sums over the hidden axis cancel where attributions are small: their terms set the scale then.
        const scale = Math.max(...entry.attributions.map(Math.abs), 0.1 * entry.magnitude);
        const errors = {
          attributions:
            farthest(
              explanation!.tokens.map(({ attribution }) => attribution),
              entry.attributions,
            ) /
            (tolerance * scale),
          value: Math.abs(explanation!.target.value - entry.value) / 1e-5,
          baselineValue:
            entry.baselineValue === null || entry.explainer === 'expected_gradients'
              ? 0
              : Math.abs(explanation!.target.baselineValue! - entry.baselineValue) / 1e-5,
          parts:
            entry.explainer === 'embedding_parts'
              ? partsError(entry, explanation!.tokens, tolerance * scale)
              : 0,
        };
        for (const [what, error] of Object.entries(errors)) {
          if (!(error <= 1)) failures.push(`${JSON.stringify(options)} ${entry.case}: ${what} ${error}`);
        }
      }
      await backend.dispose();
      expect(failures).toEqual([]);
      expect(explained.length).toBeGreaterThan(10);
    },
  );
});

/**
 * One entry of `every`, of every kind; those that share a graph come one after the other, as a graph takes longer to compile than to run. The
 * backends have been compared with the reference op by op.
 */
function inTurn(entries: readonly ExpectedExplanation[], every: number): ExpectedExplanation[] {
  const key = (entry: ExpectedExplanation): string =>
    `${entry.case} ${entry.explainer} ${entry.layer} ${entry.output}`;
  return [...entries].sort((a, b) => key(a).localeCompare(key(b))).filter((__, i) => i % every === 0);
}

/** The options that ask for an entry. */
function optionsOf(entry: ExpectedExplanation): ExplainOptions {
  const { layer, baseline, target, output, method, steps } = entry;
  const common: ExplainOptions = {
    ...(layer !== null && { layer }),
    ...(method !== null && { method }),
    ...(steps !== null && { steps }),
    ...(baseline !== null && { baseline: typeof baseline === 'string' ? baseline : [...baseline] }),
    ...(output !== null && output !== 'logit' && { output }),
    ...(Array.isArray(target)
      ? { target: String(target[0]), against: String(target[1]) }
      : target !== null && { target: String(target) }),
  };
  switch (entry.explainer) {
    case 'integrated_gradients':
      return {
        ...common,
        baseline: [entry.baseline].flat().map((one) => (one === 'text' ? `text:${neutralText}` : one)),
      };
    case 'neuron_integrated_gradients':
      return { ...common, neuron: entry.neuron };
    case 'embedding_parts':
      return { ...common, layer: 'embedding_parts' };
    case 'smoothgrad':
      return { ...common, explainer: entry.of, smoothSamples: entry.samples, smoothStdev: entry.stdev };
    case 'expected_gradients':
      return { ...common, explainer: 'expected_gradients', steps: entry.draws.length };
    case 'occlusion':
      return { ...common, explainer: 'occlusion', occlude: entry.window };
    default:
      return { ...common, explainer: entry.explainer };
  }
}

/** Random numbers that give an entry's noise and draws. */
function drawsOf(entry: ExpectedExplanation, hiddenSize: number, tokens: number): Draws {
  if (entry.explainer === 'smoothgrad') {
    let drawn = 0;
    return {
      uniform: () => 0,
      normal() {
        const [sample, rest] = [Math.floor(drawn / (tokens * hiddenSize)), drawn % (tokens * hiddenSize)];
        const [token, unit] = [Math.floor(rest / hiddenSize), rest % hiddenSize];
        drawn++;
        return Math.SQRT2 * Math.sin(12.9898 * (sample + 1) + 78.233 * (token + 1) + 37.719 * (unit + 1));
      },
    };
  }
  if (entry.explainer === 'expected_gradients') {
    const numbers = entry.draws.flatMap(([index, alpha]) => [(index + 0.5) / entry.baseline.length, alpha]);
    return { uniform: () => numbers.shift()!, normal: () => 0 };
  }
  return new Random(0);
}

function partsError(
  { parts }: ExpectedExplanationOf<'embedding_parts'>,
  tokens: readonly { readonly parts?: Readonly<Record<string, number>> }[],
  allowed: number,
): number {
  const errors = Object.entries(parts).map(([part, expected]) =>
    farthest(
      tokens.map((token) => token.parts![part]!),
      expected,
    ),
  );
  return Math.max(...errors) / allowed;
}

function farthest(actual: readonly number[], expected: readonly number[]): number {
  return actual.length === expected.length
    ? Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)))
    : Infinity;
}
