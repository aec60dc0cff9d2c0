import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { Explanation } from '../src/explanation.ts';
import { Summarizer, type Summary } from '../src/summary.ts';
import { renderTerminalSummary } from '../src/render/terminal/summary.ts';
import { anyExplanation, explanationOf } from './support/explanations.ts';

type Given = Explanation & { readonly line?: number; readonly label?: string | number };

function summaryOf(records: readonly Given[]): Summary {
  const summarizer = new Summarizer();
  for (const record of records) summarizer.add(record);
  return summarizer.summary(15);
}

const shown = (summary: Summary, width = 80): string =>
  renderTerminalSummary(summary, { width, color: false });
const review = explanationOf([
  ['noisy', -0.5],
  ['superb', 2],
]);
const towards = (label: string, target: Partial<Explanation['target']> = {}): Explanation['target'] => ({
  ...review.target,
  index: review.model.labels.indexOf(label),
  label,
  ...target,
});

test('looks like this', () => {
  const records = [review, { ...review, text: 'again' }];
  expect(`\n${shown(summaryOf(records.map((record, i) => ({ ...record, label: i }))))}`).toBe(`
  2 texts, accuracy 50.0 % (1 of 2)

  logit of positive, 2 texts: + towards positive, − away from it; how often,
  mean and sum

  superb  2 ×  +2.000  +4.000          │━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
  noisy   2 ×  −0.500  −1.000  ━━━━━━━━│
`);
});

test('words of one label are summed up together, and have no accuracy', () => {
  const word = (token: number) => towards('positive', { token, word: { text: 'superb', start: 6, end: 12 } });
  const records = [2, 3, 2].map((token, i) => ({
    ...review,
    line: i < 2 ? 1 : 2,
    label: 1,
    target: word(token),
  }));
  const { texts, accuracy, targets } = summaryOf(records);
  expect({ texts, accuracy }).toEqual({ texts: 2, accuracy: null });
  expect(targets).toMatchObject([
    { target: { label: 'positive' }, texts: 3, towards: [{ text: 'superb', count: 3 }] },
  ]);
});

test('a text counts once, however many outputs of it are explained', () => {
  const of = (line: number | undefined, label: number): Given[] =>
    review.model.labels.map((name) => ({
      ...review,
      ...(line !== undefined && { line }),
      label,
      target: towards(name),
    }));
  fc.assert(
    fc.property(fc.array(fc.nat(1), { minLength: 1 }), fc.boolean(), (labels, lines) => {
      const { texts, accuracy, targets } = summaryOf(
        labels.flatMap((label, i) => of(lines ? i + 1 : undefined, label)),
      );
      expect(texts).toBe(labels.length);
      expect(accuracy).toEqual({
        right: labels.filter((label) => label === review.prediction.index).length,
        labelled: labels.length,
      });
      expect(targets.map((target) => [target.target.label, target.texts])).toEqual([
        ['negative', labels.length],
        ['positive', labels.length],
      ]);
    }),
  );
});

test('outputs and methods are kept apart, and named', () => {
  const other = (index: number, label: string) => ({ output: 'margin' as const, against: { index, label } });
  const sum = { ...review.target, index: null, label: null };
  const neuron = (name: string) => ({ ...sum, output: 'neuron' as const, neuron: name });
  const records: Explanation[] = [
    review,
    { ...review, target: towards('positive', other(0, 'negative')) },
    { ...review, target: towards('positive', other(2, 'neutral')) },
    { ...review, target: sum },
    { ...review, target: neuron('encoder.0:1') },
    { ...review, target: neuron('encoder.0:2') },
    { ...review, method: { ...review.method, name: 'saliency' } },
  ];
  const summary = summaryOf([...records, ...records]);
  expect(summary.targets.map(({ texts }) => texts)).toEqual(records.map(() => 2));
  const headings = shown(summary)
    .split('\n\n')
    .filter((_, i) => i % 2 === 1)
    .map((heading) => heading.trim().replaceAll(/\s+/g, ' '));
  expect(headings).toEqual([
    'logit of positive, 2 texts: + towards positive, − away from it; how often, mean and sum',
    'margin of positive over negative, 2 texts: + towards positive and away from negative, − the other way; how often, mean and sum',
    'margin of positive over neutral, 2 texts: + towards positive and away from neutral, − the other way; how often, mean and sum',
    'sum of the logits, 2 texts: + raises the sum of the logits, − lowers it; how often, mean and sum',
    'activation of encoder.0:1, 2 texts: + raises neuron encoder.0:1, − lowers it; how often, mean and sum',
    'activation of encoder.0:2, 2 texts: + raises neuron encoder.0:2, − lowers it; how often, mean and sum',
    'logit of positive, 2 texts: how strongly each word moves the logit of positive, up or down; how often, mean and sum',
  ]);
});

test('no line is wider than the terminal, whatever the words and numbers', () => {
  fc.assert(
    fc.property(
      fc.array(anyExplanation, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 0, max: 150 }),
      (records, width) => {
        const lines = shown(summaryOf(records), width).split('\n');
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(width, 40));
      },
    ),
  );
  const often = summaryOf(Array.from({ length: 12345 }, () => review));
  for (const line of shown(often, 40).split('\n')) expect(line.length).toBeLessThanOrEqual(40);
});
