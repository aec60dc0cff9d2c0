import { loadClassifier, type BertClassifier } from '@gradlens/bert';
import { describe, expect, test } from 'vitest';
import { headNames, readExpectedHead, type ExpectedHeadCase } from '../../../fixtures/expected.ts';
import { explain } from '../src/index.ts';
import { backends } from './support/backends.ts';
import { checkpoint } from './support/checkpoint.ts';

/** As in captum.both.test.ts. */
const [float64, float32] = [2e-7, 1e-4];

/** As in captum.both.test.ts. */
const batchSize = 10;

// One number of threads gives the bits of another.
const { 'cpu with 1 thread': _, ...compared } = backends;

describe.each(Object.entries(compared))('%s', (device, open) => {
  const tolerance = device === 'reference' ? float64 : float32;

  // WebGPU compiles programs for each length and each layer. What architectures differ in is seen in one head as in the other.
  const names = headNames.filter(
    (name) => device !== 'webgpu' || !name.endsWith('question-answering') || name.startsWith('bert'),
  );

  test.each(names)('gives the attributions of Captum: %s', { timeout: 60_000 }, async (name) => {
    const backend = await open();
    const model = await loadClassifier(checkpoint(name), backend);
    const { cases } = await readExpectedHead(name);
    let count = 0;
    for (const expected of device.startsWith('cpu') ? cases : cases.slice(0, 1)) {
      const { text } = expected;
      for (const one of expected.attributions) {
        if (device === 'webgpu' && one.layer !== 'embeddings') continue;
        const { layer, baseline, method, steps } = one;
        const { target, tokens, convergence, prediction } = await explain(model, text, {
          ...pairOf(expected),
          target: targetOf(model, expected, one),
          layer,
          baseline,
          method,
          steps,
          batchSize,
        });
        expect(target).toMatchObject({ token: one.position, index: one.target, output: 'logit' });
        expect(Math.abs(target.value - one.value)).toBeLessThan(1e-5);
        expect(Math.abs(target.baselineValue! - one.baselineValue)).toBeLessThan(1e-5);
        expect(Math.abs(convergence.delta! - one.delta)).toBeLessThan(1e-4);
        for (const [i, logit] of expected.logits[one.position]!.entries()) {
          expect(Math.abs(prediction.logits[i]! - logit)).toBeLessThan(1e-5);
        }
        const scale = Math.max(...one.attributions.map(Math.abs), 0.1 * one.magnitude);
        expect(tokens).toHaveLength(one.attributions.length);
        for (const [i, { attribution }] of tokens.entries()) {
          expect(Math.abs(attribution - one.attributions[i]!)).toBeLessThan(tolerance * scale);
        }
        count++;
      }
    }
    expect(count).toBeGreaterThan(1);
    await backend.dispose();
  });
});

function pairOf({ pair }: ExpectedHeadCase): { readonly pair?: string } {
  return pair === null ? {} : { pair };
}

/** What a user calls an entry's target. */
function targetOf(
  model: BertClassifier,
  { text, pair }: ExpectedHeadCase,
  { position, target }: ExpectedHeadCase['attributions'][number],
): string {
  const label = model.labels[target]!;
  if (model.task === 'question-answering') return label;
  const { tokens } = model.encode(text, pair ?? undefined);
  const own = tokens[position]!;
  const end = tokens.findLast(({ word, segment }) => word === own.word && segment === own.segment)!.end!;
  return `${(own.segment === 1 ? pair! : text).slice(own.start!, end).trim()}=${label}`;
}
