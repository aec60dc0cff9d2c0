import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Accuracy } from '../src/accuracy.ts';
import { documentOf, explanationsPage } from '../src/formats.ts';
import { accuracyOf } from '../src/render/accuracy.ts';
import { explanationOf } from './support/explanations.ts';

const labels = ['negative', 'positive', 'neutral'];
const predictionOf = (index: number) => ({
  index,
  label: labels[index]!,
  logits: [0, 0, 0],
  probabilities: [0, 0, 0],
});
const anyIndex = fc.nat(labels.length - 1);

test('a label counts by its name, its index and the digits of that alike', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyIndex, anyIndex)), (texts) => {
      const counts = [(i: number) => labels[i]!, (i: number) => i, String].map((written) => {
        const accuracy = new Accuracy();
        for (const [predicted, wanted] of texts)
          accuracy.add(predictionOf(predicted), written(wanted), labels);
        return accuracy.count;
      });
      const right = texts.filter(([predicted, wanted]) => predicted === wanted).length;
      const expected = texts.length === 0 ? null : { right, labelled: texts.length };
      expect(counts).toEqual([expected, expected, expected]);
    }),
  );
});

test('labels that the model does not have count apart, and are told', () => {
  const accuracy = new Accuracy();
  for (const wanted of ['positive', 'good', 3, 1.5, 'good', '', ' 1'])
    accuracy.add(predictionOf(1), wanted, labels);
  expect(accuracyOf(accuracy.count)).toEqual([
    'accuracy 100.0 % (1 of 1)',
    '6 labels are none of the model\'s: "good", "3", "1.5"',
  ]);
});

test('a regression has no accuracy', () => {
  const accuracy = new Accuracy();
  accuracy.add({ index: 0, probabilities: null }, 3, ['stars']);
  expect(accuracyOf(accuracy.count)).toEqual([]);
});

test.each([
  ['positive', 'positive'],
  [0, 'negative'],
  ['1', 'positive'],
  ['', ''],
  ['1e0', '1e0'],
  [' 1', ' 1'],
])('a page shows the true label %j by its name where it is one', (label, shown) => {
  const page = documentOf(explanationsPage, [{ ...explanationOf([['good', 1]]), label }]);
  const [, cell] = /<td role="cell" class="label">(.*?)<\/td>/.exec(page)!;
  expect(cell!.replaceAll(/<[^>]+>/g, '')).toBe(shown);
});
