import fc from 'fast-check';
import type { AttributedWord, Explanation } from '../../src/explanation.ts';

/** An explanation of words with the given attributions, separated by spaces. */
export function explanationOf(
  words: readonly (readonly [text: string, attribution: number])[],
  pairWords: readonly (readonly [text: string, attribution: number])[] = [],
): Explanation {
  const first = segmentOf(words);
  const second = segmentOf(pairWords);
  const special = [
    { token: '[CLS]', id: 2, start: null, end: null, special: true, attribution: 0.07, score: 0.03 },
    { token: '[SEP]', id: 3, start: null, end: null, special: true, attribution: -0.02, score: -0.01 },
  ];
  const change = [...words, ...pairWords].reduce((sum, [, attribution]) => sum + attribution, 0.05);
  return {
    version: 1,
    text: first.text,
    pair: pairWords.length > 0 ? second.text : null,
    model: {
      name: 'reviews',
      architecture: 'BertForSequenceClassification',
      labels: ['negative', 'positive'],
    },
    device: { backend: 'webgpu', adapter: 'An adapter' },
    prediction: { index: 1, label: 'positive', logits: [-1.8, 2.3], probabilities: [0.0163, 0.9837] },
    target: {
      index: 1,
      label: 'positive',
      output: 'logit',
      value: 0.212 + change - 0.00012,
      baselineValue: 0.212,
    },
    method: {
      name: 'integrated_gradients',
      quadrature: 'gausslegendre',
      steps: 50,
      layer: 'embeddings',
      baseline: 'pad',
      gradientEvaluations: 50,
      forwardEvaluations: 0,
    },
    convergence: { delta: 0.00012, relativeDelta: 0.00006, tolerance: null, bound: null, met: null },
    notices: [],
    tokens: special,
    words: [...first.words, ...second.words.map((word) => ({ ...word, segment: 1 as const }))],
    milliseconds: { load: 310, explain: 23 },
  };
}

function segmentOf(words: readonly (readonly [text: string, attribution: number])[]) {
  let text = '';
  const attributed: AttributedWord[] = [];
  for (const [word, attribution] of words) {
    if (text !== '') text += ' ';
    attributed.push({
      text: word,
      start: text.length,
      end: text.length + word.length,
      attribution,
      score: 0,
    });
    text += word;
  }
  return { text, words: attributed };
}

/** Any characters there are: controls, lone surrogates, wide, combining and right-to-left ones. */
const anyWord = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
  fc.string({ minLength: 1, maxLength: 10, unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '\u001b[2J',
        '\u202e',
        '\ud83d',
        '影',
        '👨‍👩‍👧',
        'e\u0301',
        'ש',
        '\u009b',
        '\u2028',
        'word',
      ),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    .map((parts) => parts.join('')),
);

const anyAttribution = fc.oneof(
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }),
  fc.constant(0),
);

const anyWords = (minLength: number) =>
  fc.array(fc.tuple(anyWord, anyAttribution), { minLength, maxLength: 20 });

export const anyExplanation = fc.tuple(anyWords(1), anyWords(0)).map((words) => explanationOf(...words));
