import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TextToken } from '../src/classifier.ts';
import { explain, predict } from '../src/index.ts';
import { windowsOf } from '../src/text/windows.ts';
import { drawnModels, open } from './support/drawnModel.ts';

const token = (special: boolean, id: number): TextToken => ({
  token: special ? '[CLS]' : 'a',
  id,
  start: special ? null : id,
  end: special ? null : id + 1,
  special,
  segment: 0,
  type: 0,
  word: special ? null : id,
});

test('windows cover a text, overlap by a quarter, and have its special tokens', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 3, max: 80 }), (length, size) => {
      const tokens = [
        token(true, -1),
        ...Array.from({ length }, (_, id) => token(false, id)),
        token(true, -2),
      ];
      const windows = windowsOf(tokens, size);
      expect(windows.length === 1).toBe(tokens.length <= size);
      const covered = new Set(windows.flatMap(({ places }) => places));
      expect(covered.size).toBe(tokens.length);
      for (const [i, { tokens: own, places }] of windows.entries()) {
        expect(own).toEqual(places.map((place) => tokens[place]));
        expect(own.length).toBe(Math.min(size, tokens.length));
        expect([places[0], places.at(-1)]).toEqual([0, tokens.length - 1]);
        expect(places.slice(1, -1)).toEqual(places.slice(1, -1).map((_, k) => places[1]! + k));
        // The last window has none after it.
        const next = windows[i + 1]?.places[1] ?? places[1]!;
        expect(next - places[1]!).toBeLessThanOrEqual(Math.max(1, 0.75 * (own.length - 2)));
      }
    }),
  );
});

test('attributions of windows, stitched by token, sum to the change of their mean output', async () => {
  await fc.assert(
    fc.asyncProperty(drawnModels, fc.integer({ min: 30, max: 70 }), async (drawn, length) => {
      const model = open(drawn);
      const text = Array.from({ length }, (_, i) => ['good', 'film', 'not', 'unfunny'][(i * 7) % 4]).join(
        ' ',
      );
      const { tokens, words, target, convergence, method, notices } = await explain(model, text, {
        window: true,
        steps: 6,
      });
      expect(words.map((word) => word.text).join(' ')).toBe(text);
      const sum = tokens.reduce((total, { attribution }) => total + attribution, 0);
      // Sums in float64.
      expect(sum).toBeCloseTo(target.value - target.baselineValue! + convergence.delta!, 9);
      expect(method.windows).toBeGreaterThan(1);
      expect(notices.map(({ code }) => code)).toContain('windows');
      const { prediction } = await predict(model, text, { window: true });
      expect(prediction.logits[prediction.index]).toBeCloseTo(target.value, 9);
    }),
    { numRuns: 10 },
  );
});

test('a text that is cut is said to be', async () => {
  const [drawn] = fc.sample(drawnModels, { numRuns: 1, seed: 1 });
  const { notices } = await explain(open(drawn!), 'good '.repeat(40));
  expect(notices).toEqual([
    {
      code: 'truncated',
      message:
        'the model reads 24 tokens, so the last 18 of the text were dropped; with `window` it reads them all',
    },
  ]);
});
