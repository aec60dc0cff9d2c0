import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { renderTerminal } from '../src/render/terminal/explanation.ts';
import { renderTerminalPrediction } from '../src/render/terminal/prediction.ts';
import { anyExplanation, anyWord, explanationOf } from './support/explanations.ts';

const anyWidth = fc.integer({ min: 0, max: 150 });
const escape = '\u001b';
const rendition = new RegExp(String.raw`${escape}\[(?:0|[1-9][\d;]*)m`, 'g');
const plain = { width: 80, color: false } as const;

const review = explanationOf([
  ['A', 0.1],
  ['noisy', -0.82],
  [',', 0],
  ['superb', 1.934],
  ['movie', -0.034],
]);

test('looks like this', () => {
  expect(`\n${renderTerminal(review, plain)}`).toBe(`
  A noisy , superb movie

  positive 98.4 % · negative 1.6 %

  + towards positive, − away from it

  A            +0.100              │━╸
  noisy        −0.820  ━━━━━━━━━━━━│
  ,             0.000              │
  superb       +1.934              │━━━━━━━━━━━━━━━━━━━━━━━━━━━━
  movie        −0.034             ╺│

  [CLS] [SEP]  +0.050              │╸

  value     1.442 logit of positive
  baseline  0.212 pad
  delta     +0.00012 (0.006 % of the change)
  method    integrated gradients, gausslegendre, 50 steps, layer embeddings
  model     reviews
  device    webgpu, An adapter
  time      23 ms, and 310 ms to load the model
`);
});

test('a pair has a table for each text', () => {
  const lines = renderTerminal(explanationOf([['Two', 0.5]], [['dogs', -0.25]]), plain).split('\n');
  expect(lines.slice(0, 2)).toEqual(['  Two', '  dogs']);
  expect(lines.filter((line) => /^ {2}(Two|dogs) +[+−]0/.test(line))).toHaveLength(2);
});

test('the sum of the logits has no label', () => {
  const output = renderTerminal({ ...review, target: { ...review.target, index: null, label: null } }, plain);
  expect(output).toContain('+ raises the sum of the logits, − lowers it');
  expect(output).toContain('1.442 sum of the logits');
});

test('a regression shows its value', () => {
  const regression = {
    ...review,
    model: { ...review.model, labels: ['stars'] },
    prediction: { index: 0, label: 'stars', logits: [-3.25], probabilities: null },
  };
  expect(renderTerminal(regression, plain)).toContain('  stars −3.25\n');
  expect(renderTerminalPrediction({ ...regression, milliseconds: { load: 1, predict: 2 } }, plain)).toContain(
    'stars  −3.25\n',
  );
});

test('what was cut off is not shown, and that something was is', () => {
  const { text } = review;
  const output = renderTerminal({ ...review, text: `${text} ${'and so on '.repeat(1e5)}` }, plain);
  expect(output).toContain(`  ${text} …\n`);
  expect(output.length).toBe(renderTerminal(review, plain).length + 2);
});

test('a word of megabytes takes a few lines', () => {
  const output = renderTerminal(explanationOf([['a'.repeat(5e6), 1]]), plain);
  expect(output.length).toBeLessThan(2000);
});

test('a prediction lists the labels, likeliest first', () => {
  const prediction = { ...review, milliseconds: { load: 310, predict: 23 } };
  const rows = renderTerminalPrediction(prediction, plain).split('\n').slice(2, 4);
  expect(rows[0]).toMatch(/^ {2}positive {2}98\.4 % {2}│━{38,39}╸?$/);
  expect(rows[1]).toMatch(/^ {2}negative {3}1\.6 % {2}│╸$/);
});

test('words are listed with their labels, and fit a terminal of any width', () => {
  const { prediction, ...rest } = { ...review, milliseconds: { load: 310, predict: 23 } };
  const rendered = (names: readonly string[], width: number): string[] => {
    const words = names.map((text) => ({ text, start: 0, end: text.length, ...prediction }));
    return renderTerminalPrediction({ ...rest, prediction: { words } }, { width, color: false }).split('\n');
  };
  expect(rendered(['Tim', 'unwatchable'], 80).slice(2, 4)).toEqual([
    expect.stringMatching(/^ {2}Tim {10}positive {2}98\.4 % {2}│━+╸?$/),
    expect.stringMatching(/^ {2}unwatchable {2}positive {2}98\.4 % {2}│━+╸?$/),
  ]);
  fc.assert(
    fc.property(fc.array(anyWord, { minLength: 1 }), anyWidth, (names, width) => {
      for (const line of rendered(names, width)) {
        expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(width, 40));
      }
    }),
  );
});

test('an answer is told with its probability, and the explained end of it', () => {
  const answer = { text: 'in Berlin', start: 0, end: 9, segment: 1, probability: 0.25 } as const;
  const { prediction, ...rest } = { ...review, milliseconds: { load: 310, predict: 23 } };
  expect(renderTerminalPrediction({ ...rest, prediction: { answer } }, plain)).toContain(
    '\n  in Berlin 25.0 %\n',
  );
  const word = { text: 'Berlin', start: 3, end: 9, segment: 1 } as const;
  const target = { ...review.target, label: 'end', word, token: 9 };
  const shown = renderTerminal({ ...review, target, prediction: { ...prediction, answer } }, plain);
  expect(shown).toContain(
    '\n  in Berlin 25.0 % · end at Berlin 98.4 %\n\n  + towards end at Berlin, − away from it\n',
  );
  expect(shown).toContain('logit of end at Berlin\n');
});

describe('for any text', () => {
  test('no line is wider than the terminal, or 40 columns', () => {
    fc.assert(
      fc.property(anyExplanation, anyWidth, (explanation, width) => {
        for (const line of renderTerminal(explanation, { width, color: false }).split('\n')) {
          expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(width, 40));
        }
      }),
    );
  });

  test('nothing but printable characters and newlines comes out', () => {
    fc.assert(
      fc.property(anyExplanation, (explanation) => {
        const output = renderTerminal(explanation, plain).replaceAll('\n', '');
        expect(output).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  test.each(['256', 'truecolor'] as const)('%s colours add renditions and nothing else', (color) => {
    fc.assert(
      fc.property(anyExplanation, anyWidth, (explanation, width) => {
        const colored = renderTerminal(explanation, { width, color });
        // Colour may keep spaces at a line's end that are trimmed without.
        const uncolored = colored.replaceAll(rendition, '').replaceAll(/ +$/gm, '');
        expect(uncolored).toBe(renderTerminal(explanation, { width, color: false }));
        for (const line of colored.split('\n'))
          expect(line.match(rendition)?.at(-1) ?? '\u001b[0m').toBe('\u001b[0m');
      }),
    );
  });

  test('each word has a row whose sign and side of the axis are those of its attribution', () => {
    fc.assert(
      fc.property(anyExplanation, anyWidth, (explanation, width) => {
        const rows = belowText(renderTerminal(explanation, { width, color: false }))
          .filter((line) => /│/.test(line) && /\d/.test(line))
          .map((line) => /([+−]?)[\d.e+-]+\s+(?:([╺━]+)\s*)?│([━╸]*)$/.exec(line)!);
        expect(rows).toHaveLength(explanation.words.length + 1);
        for (const [i, { attribution }] of explanation.words.entries()) {
          const [, sign, left, right] = rows[i]!;
          expect(sign).toBe(attribution > 0 ? '+' : attribution < 0 ? '−' : '');
          expect(left === undefined || attribution < 0).toBe(true);
          expect(right === '' || attribution > 0).toBe(true);
        }
      }),
    );
  });

  test('numbers end in one column', () => {
    fc.assert(
      fc.property(anyExplanation, anyWidth, (explanation, width) => {
        const rows = belowText(renderTerminal(explanation, { width, color: false })).filter((line) =>
          /\d\s+[╺━]*│[━╸]*$/.test(line),
        );
        const axes = new Set(rows.map((line) => stringWidth(line.slice(0, line.lastIndexOf('│')))));
        expect(axes.size).toBe(1);
      }),
    );
  });
});

test('marks keep right-to-left words from moving the columns', () => {
  const output = renderTerminal(explanationOf([['שלום', 0.4]]), plain);
  expect(output).toMatch(/^ {2}\u200eשלום\u200e {7,}\+0\.400/m);
});

test('invisible characters of the text are spelled out', () => {
  const output = renderTerminal(explanationOf([['ev\u001b[31mil\u202e', 1]]), plain);
  expect(output).toContain('ev\\u{1b}[31mil\\u{202e}');
});

/** The lines after the text, which may have anything in it that the rows of words have. */
function belowText(rendered: string): string[] {
  const lines = rendered.split('\n');
  return lines.slice(lines.findLastIndex((line) => line.startsWith('  + towards')));
}
