import { expect, test } from 'vitest';
import type { Explanation } from '@gradlens/ig';
import { gradlens } from './support/gradlens.ts';

/** The three reviews that `npm start` explains, and what a reader would say of them. */
const reviews = [
  { text: 'The movie is superb', label: 'positive', strongest: ['superb'] },
  {
    text: "It's a heartfelt film about love, loss, and legacy",
    label: 'positive',
    strongest: ['heartfelt', 'love'],
  },
  {
    text: 'A noisy, hideous, and viciously cumbersome movie',
    label: 'negative',
    strongest: ['noisy', 'hideous', 'cumbersome'],
  },
];

test.each(['cpu', 'reference', 'webgpu'])('explains the reviews on %s', async (device) => {
  const texts = reviews.map(({ text }) => text);
  const { status, stdout } = await gradlens(['explain', '--json', '--device', device, ...texts]);
  expect(status).toBe(0);
  const explanations: Explanation[] = JSON.parse(stdout);
  for (const [i, { label, strongest }] of reviews.entries()) {
    const { prediction, words, convergence } = explanations[i]!;
    expect(prediction.label).toBe(label);
    const ranked = [...words].sort((a, b) => b.attribution - a.attribution).map((word) => word.text);
    expect(new Set(ranked.slice(0, strongest.length))).toEqual(new Set(strongest));
    // The default method goes on until this holds.
    expect(Math.abs(convergence.relativeDelta!)).toBeLessThanOrEqual(convergence.tolerance!);
  }
});
