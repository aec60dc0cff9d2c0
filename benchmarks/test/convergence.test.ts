import { referenceBackend } from '@gradlens/tensor';
import { expect, test } from 'vitest';
import { measureConvergence, type Outcome, type Result, type Rule } from '../src/convergence/measure.ts';
import { plot } from '../src/convergence/plot.ts';
import { convergenceSection, missingSection } from '../src/convergence/section.ts';
import { evenlySpaced, longSentences, readSentences } from '../src/convergence/sentences.ts';
import { summariesByRule, summaryOf } from '../src/convergence/summary.ts';
import { percent } from '../src/format.ts';
import { textOf } from '../src/ig/checkpoint.ts';
import { loadSmall } from './randomModel.ts';

const outcome = (evaluations: number, relativeDelta: number, tokenError: number | null = null): Outcome => ({
  evaluations,
  relativeDelta,
  hardlyChanges: false,
  tokenError,
});

/** Two baselines, each with the same outcomes. */
const both = (rule: Rule, outcomes: readonly Outcome[]): Result[] => [
  { baseline: 'pad', rule, outcomes },
  { baseline: 'mask', rule, outcomes },
];
const results = [
  ...both('adaptive', [outcome(9, 0.002, 0.004), outcome(17, 0.001)]),
  ...both(3, [outcome(3, 0.02, 0.03), outcome(3, 0.01)]),
  ...both(6, [outcome(6, 0.0001, 0.0002), outcome(6, 0.0001)]),
];
const subject = {
  name: 'abacus',
  introduction: 'Beads.',
  plan: { rules: ['adaptive', 3, 6] as const, reference: { points: 40, texts: 1 } },
  goals: { within: 'at least 99 %', median: 'at most 15' },
};
const sentences = [
  { line: 2, text: 'one' },
  { line: 5, text: 'another' },
];

test('sentences are those of six words and more, with their lines', () => {
  const file = 'sentence\tlabel\na b c d e f \t1\na  b c d e\t0\ng h i j k l m\t0\n';
  expect(longSentences(file)).toEqual([
    { line: 2, text: 'a b c d e f' },
    { line: 4, text: 'g h i j k l m' },
  ]);
});

test('a file that is not there has no sentences', () => {
  expect(readSentences('no/such/file.tsv')).toBeNull();
  const section = missingSection('no/such/file.tsv');
  expect(section.table).toBeNull();
  expect(section.introduction).toContain('no/such/file.tsv');
});

test('items are taken from all over a list, each once', () => {
  expect(evenlySpaced([0, 1, 2, 3, 4, 5, 6], 3)).toEqual([0, 2, 4]);
  expect(evenlySpaced([0, 1], 3)).toEqual([0, 1]);
  expect(evenlySpaced([], 3)).toEqual([]);
});

test('a summary counts the tolerance itself as kept, and tokens only where there is a reference', () => {
  const hardly = { ...outcome(17, 40), hardlyChanges: true };
  expect(summaryOf([outcome(9, 0.01, 0.25), outcome(9, 0.0101, 0.75), hardly, outcome(13, 0)])).toMatchObject(
    {
      explanations: 4,
      within: 0.5,
      hardlyChanges: 1,
      evaluations: { median: 11, mean: 12, most: 17 },
      tokenError: { median: 0.5, most: 0.75 },
    },
  );
  expect(summariesByRule(results).get(3)).toMatchObject({ explanations: 4, within: 0.5 });
});

test('explanations are measured in the order of their texts, against the reference where there is one', async () => {
  const backend = referenceBackend();
  const model = await loadSmall(backend);
  const measure = (texts: readonly string[]) =>
    measureConvergence(model, texts, { rules: ['adaptive', 2, 5], reference: { points: 5, texts: 1 } });
  const [long, short] = [textOf(9), textOf(5)];
  const measured = await measure([long, short]);
  expect(measured.map(({ baseline, rule }) => [baseline, rule])).toEqual([
    ['pad', 'adaptive'],
    ['mask', 'adaptive'],
    ['pad', 2],
    ['mask', 2],
    ['pad', 5],
    ['mask', 5],
  ]);
  for (const { rule, outcomes } of measured) {
    expect(outcomes.map(({ evaluations }) => evaluations)).toEqual(
      rule === 'adaptive' ? [9, 9] : [rule, rule],
    );
    expect(outcomes.map(({ tokenError }) => tokenError === null)).toEqual([false, true]);
    expect(outcomes[0]!.tokenError === 0).toBe(rule === 5);
  }
  const deltas = (all: readonly Result[]) =>
    all.map(({ outcomes }) => outcomes.map(({ relativeDelta }) => relativeDelta));
  expect(deltas(await measure([short, long]))).toEqual(deltas(measured).map(([a, b]) => [b, a]));
  await backend.dispose();
});

test('a section has a row for each result, and says where the reference is for few sentences alone', () => {
  const section = convergenceSection(subject, sentences, results);
  expect(section.table!.rows).toHaveLength(6);
  expect(new Set([section.table!.head, ...section.table!.rows].map(({ length }) => length)).size).toBe(1);
  expect(section.notes[0]).toContain('on 1 of the sentences');
  expect(section.figures.map(({ value }) => value)).toEqual(['100 %', '13', '13.0', '17', '0.4 %', '6']);
  expect(section.figures.map(({ goal }) => goal).filter((goal) => goal !== '')).toEqual([
    'at least 99 %',
    'at most 15',
  ]);
  expect(section.data).toMatchObject({ lines: [2, 5] });
});

test('the plot has a panel for each model, a point for each rule and words for those who do not see it', () => {
  const summaries = summariesByRule(results);
  const svg = plot([
    { title: 'abacus', summaries },
    { title: 'slide rule', summaries },
  ]);
  const circles = Array.from(svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g), ([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  expect(circles).toHaveLength(4);
  const [[x3, y3], [x6, y6]] = circles as [[number, number], [number, number]];
  // 3 is the fewest, 17 the most; from 50 % to 100 %.
  const [, median, level, most] = /<path d="M([\d.]+) ([\d.]+)H([\d.]+)/.exec(svg)!.map(Number);
  expect((x6 - x3) / (most! - x3)).toBeCloseTo(Math.log(2) / Math.log(17 / 3), 2);
  expect((median! - x3) / (most! - x3)).toBeCloseTo(Math.log(13 / 3) / Math.log(17 / 3), 2);
  expect(y6).toBe(level);
  expect(y3).toBeGreaterThan(y6);
  expect(svg).toContain('<title id="title">How many gradient evaluations');
  expect(svg).toContain(
    'abacus: Gauss–Legendre is within 1 % on 50 % with 3, 100 % with 6 evaluations; the adaptive method on 100 %, with 13 at the median and 17 at most.',
  );
  expect(svg).toContain('prefers-color-scheme: dark');
});

test('shares are shown in percent, with digits that say something', () => {
  expect([1, 0.9975, 0.01, 0.0096, 0.00001234, 1e-8, 0].map(percent)).toEqual([
    '100 %',
    '99.8 %',
    '1 %',
    '0.96 %',
    '0.0012 %',
    '< 0.001 %',
    '0 %',
  ]);
});
