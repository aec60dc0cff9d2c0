import { cpuBackend } from '@gradlens/tensor';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Report } from '../src/report.ts';
import { trainShortcut } from '../src/shortcut/classifier.ts';
import { methods, nameOf } from '../src/shortcut/methods.ts';
import {
  chance,
  recover,
  standingsOf,
  verdictOf,
  type MethodRecovery,
  type Subject,
} from '../src/shortcut/recovery.ts';
import { shortcutSection } from '../src/shortcut/section.ts';
import { withPlantedWord, wordCount } from '../src/shortcut/texts.ts';

/** Methods that put the planted word first and may say that it speaks against the prediction. */
const wrongSign = [
  // The slope at the text, where the output no longer rises; it compares with no text that lacks the word.
  'input_x_gradient',
  // No word is near the planted one: the path comes to it in one leap, and the gradient is taken before that.
  'discretized_integrated_gradients',
  // A sum of gradients by hidden units, multiplied by no change of these.
  'internal_influence at encoder.0',
];

test('a planted word is what explains a classifier that obeys it, but for the signs of some methods', async () => {
  // The same bits on every machine: signs that are wrong now and then are so in the same texts.
  const backend = await cpuBackend({ simd: 'plain' });
  const subjects: Subject[] = [];
  // A sign that depends on the weights may be right for one classifier.
  for (const seed of [1, 2]) {
    const { model, heldOut, accuracy } = await trainShortcut(seed, backend);
    // The word is there or not, and nothing blurs that; half of the texts would be right by chance.
    expect(accuracy.correct / accuracy.rows).toBeGreaterThan(0.99);
    // The shortest take the least time. By chance the planted word is the first of six in one text of six.
    const texts = withPlantedWord(heldOut).filter((text) => wordCount(text) === 6);
    subjects.push({ model, texts: texts.slice(0, 6) });
  }
  // A path through the vocabulary takes a second a text.
  const fewer = subjects.map(({ model, texts }) => ({ model, texts: texts.slice(0, 2) }));

  const recoveries: MethodRecovery[] = [];
  for (const method of methods.filter(({ baseline = 'pad' }) => baseline === 'pad')) {
    const searches = method.explainer === 'discretized_integrated_gradients';
    recoveries.push(await recover(method, searches ? fewer : subjects));
  }
  await backend.dispose();

  // Nothing else moves the output: the word comes first in every text, and has more than all others together.
  const beaten = recoveries.filter(({ magnitude: { top, share } }) => !(top === 1 && share > 0.5));
  expect(namesOf(beaten)).toEqual([]);
  expect(namesOf(recoveries.filter((recovery) => verdictOf(recovery) !== 'finds it'))).toEqual(wrongSign);
  const runs = publishedRuns();
  expect(runs).not.toEqual([]);
  for (const published of runs) {
    expect(namesOf(published.filter(({ verdict }) => verdict !== 'finds it'))).toEqual(wrongSign);
  }
});

function namesOf(recoveries: readonly MethodRecovery[]): string[] {
  return [...new Set(recoveries.map(({ method }) => nameOf(method)))];
}

/** The rows of the published tables. */
function publishedRuns(): (MethodRecovery & { readonly verdict: string })[][] {
  const folder = new URL('../results/', import.meta.url);
  return readdirSync(folder)
    .filter((file) => /^shortcut-.*\.json$/.test(file))
    .map((file) => {
      const { sections }: Report = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      return sections[0]!.data as (MethodRecovery & { readonly verdict: string })[];
    });
}

test('a word stands behind all that are as large, and is missed where its sign is wrong', () => {
  expect(standingsOf([1, -2, 1], 0).magnitude).toEqual({ top: 0, rank: 3, share: 0.25 });
  expect(standingsOf([1, -2, 1], 1)).toEqual({
    magnitude: { top: 1, rank: 1, share: 0.5 },
    signed: { top: 0, rank: 3, share: 0 },
  });
  expect(standingsOf([0, 0], 1).magnitude).toEqual({ top: 0, rank: 2, share: 0 });
});

test('chance is the mean over all places and both signs of a word', () => {
  const attributions = [3, 2, 1, 0.5];
  const standings = attributions.flatMap((_, place) =>
    [1, -1].map((sign) =>
      standingsOf(
        attributions.map((attribution) => sign * attribution),
        place,
      ),
    ),
  );
  const meanOf = (read: (standing: (typeof standings)[number]) => number): number =>
    standings.reduce((sum, standing) => sum + read(standing), 0) / standings.length;
  const { magnitude, signed } = chance([4]);
  for (const key of ['top', 'rank', 'share'] as const) {
    expect(magnitude[key]).toBeCloseTo(
      meanOf((standing) => standing.magnitude[key]),
      12,
    );
    expect(signed[key]).toBeCloseTo(
      meanOf((standing) => standing.signed[key]),
      12,
    );
  }
});

test('a classifier that has not learned the shortcut is a failure', () => {
  const accuracies = [1000, 980].map((correct) => ({ correct, rows: 1000 }));
  expect(shortcutSection(accuracies, ['a penguin'], []).failures).toEqual([
    'a classifier that was to learn the shortcut is right about 980 of 1000 held-out texts',
  ]);
});
