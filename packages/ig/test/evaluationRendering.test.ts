import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { beatsRandom } from '../src/evaluation/floor.ts';
import { evaluationPage } from '../src/render/html/evaluation.ts';
import { renderTerminalEvaluation } from '../src/render/terminal/evaluation.ts';
import { evaluationOf } from './support/evaluations.ts';

const plain = { width: 80, color: false } as const;
const evaluation = evaluationOf(40, [
  ['integrated_gradients', 'pad', 0.7],
  ['integrated_gradients', 'mask', 0.5],
  ['saliency', null, 0.2],
  ['random', null, 0.1],
]);
const few = evaluationOf(9, [
  ['integrated_gradients', 'pad', 0.7],
  ['random', null, 0.1],
]);
const blocks = (rendered: string): string[] => rendered.split('\n\n');

test('what was evaluated, and what the mark says, come first; costs are counts in no order', () => {
  const [extent, legend, first, ...rest] = blocks(`\n${renderTerminalEvaluation(evaluation, plain)}`);
  expect(`${extent}\n\n${legend}\n\n${first}\n`).toBe(`
  reviews.csv: 40 texts, 2 of them cut to what the model reads, 1 more could not
  be explained, accuracy 82.5 % (33 of 40)

  > better than the random ranking: their 95 % intervals, over resampled texts,
  do not overlap

  comprehensiveness: probability lost when the strongest 10 to 50 % of the
  tokens are deleted; more is better
  >  integrated gradients, pad   0.700  0.600 to 0.850
  >  integrated gradients, mask  0.500  0.400 to 0.650
     saliency                    0.200  0.100 to 0.350
     random                      0.100  0.000 to 0.250
`);
  expect(rest.find((block) => block.includes('evaluations'))).toBe(
    `  evaluations: gradients and texts that the model was evaluated for, as a mean
  over the texts
     integrated gradients, pad   17  17 to 17
     integrated gradients, mask  15  15 to 15
     saliency                    12  12 to 12
     random                      11  11 to 11`,
  );
});

test('a mean that is no measure of merit is not bold', () => {
  const bold = '\u001b[1m';
  const rendered = blocks(renderTerminalEvaluation(evaluation, { width: 80, color: 'truecolor' }));
  const boldOf = (title: string) => rendered.find((block) => block.includes(title))!.split(bold).length - 1;
  expect(boldOf('sufficiency')).toBe(5);
  expect(boldOf('evaluations')).toBe(1);
});

test('of few texts nothing is marked, and the reader is told', () => {
  const better = ({ contenders }: typeof evaluation) =>
    beatsRandom(contenders[0]!, contenders, 'comprehensiveness');
  expect([better(evaluation), better(few)]).toEqual([true, false]);
  const told = 'nothing is marked as better than the random ranking: that takes at least 10 texts';
  expect(renderTerminalEvaluation(few, plain).replaceAll(/\s+/g, ' ')).toContain(told);
  const page = evaluationPage(few);
  expect(page).toContain(told);
  expect(page).not.toContain('✓');
  expect(evaluationPage(evaluation)).toContain('✓');
});

test('baselines of one explainer are told apart in any width, and no line is wider', () => {
  const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 150 }), texts, (width, text) => {
      const all = evaluationOf(40, [
        ['sequential_integrated_gradients', 'pad', 0.7],
        ['sequential_integrated_gradients', 'mask', 0.5],
        ['expected_gradients', `text:${text}`, 0.3],
        ['random', null, 0.1],
      ]);
      const rendered = renderTerminalEvaluation(all, { width, color: false });
      for (const line of rendered.split('\n')) {
        expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(width, 40));
      }
      const count = (pattern: RegExp) => rendered.match(pattern)!.length;
      expect([count(/ seq?.*?, pad /g), count(/ seq?.*?, mask /g)]).toEqual([7, 7]);
    }),
  );
});
