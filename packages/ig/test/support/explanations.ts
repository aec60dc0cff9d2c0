import fc from 'fast-check';
import type { Attributed, AttributedToken, AttributedWord, Explanation } from '../../src/explanation.ts';
import type { Failure, Recorded } from '../../src/render/recorded.ts';

/** An explanation of words with the given attributions, separated by spaces. */
export function explanationOf(
  words: readonly (readonly [text: string, attribution: number])[],
  pairWords: readonly (readonly [text: string, attribution: number])[] = [],
): Explanation {
  const first = segmentOf(words);
  const second = segmentOf(pairWords);
  const special = (token: string, attribution: number) => ({
    token,
    id: 2,
    start: null,
    end: null,
    special: true,
    attribution,
    score: 0,
  });
  const ofWords = [...first.words, ...second.words.map((word) => ({ ...word, segment: 1 as const }))];
  const tokens = (segment: 1 | undefined): AttributedToken[] =>
    ofWords
      .filter((word) => word.segment === segment)
      .map(({ text, ...word }, i) => ({ token: text.toLowerCase(), id: 10 + i, special: false, ...word }));
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
    tokens: [
      special('[CLS]', 0.07),
      ...tokens(undefined),
      special('[SEP]', -0.02),
      ...(pairWords.length > 0 ? [...tokens(1), { ...special('[SEP]', 0), segment: 1 as const }] : []),
    ],
    words: ofWords,
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
export const anyWord = fc.oneof(
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

const partsOf = ({ attribution }: Attributed) => ({ word: 0.75 * attribution, position: 0.25 * attribution });

/** What a data set may call a text, a label or a model, and what a notice may quote. */
const anyName = fc.oneof(
  anyWord,
  fc.constantFrom('<script>alert(1)</script>', '"&amp;\'', ']]>', '</title><b>'),
);

/** Any record of a data set: all that an explanation may have, or a failure. */
export const anyRecord: fc.Arbitrary<Recorded<Explanation> | Failure> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .record({
        explanation: anyExplanation,
        id: fc.option(fc.oneof(anyName, fc.integer())),
        label: fc.option(fc.oneof(anyName, fc.integer({ min: 0, max: 3 }))),
        names: fc.array(anyName, { minLength: 3, maxLength: 3 }),
        signs: fc.boolean(),
        regression: fc.boolean(),
        layers: fc.integer({ min: 0, max: 2 }),
        parts: fc.boolean(),
        noticed: fc.boolean(),
        of: fc.constantFrom('text', 'word', 'answer'),
      })
      .map(({ explanation, id, label, names, signs, regression, layers, parts, noticed, of }) => ({
        ...explanation,
        ...(id !== null && { id }),
        ...(label !== null && { label }),
        model: { ...explanation.model, name: names[0]!, labels: [names[1]!, names[2]!] },
        prediction: {
          ...explanation.prediction,
          label: names[2]!,
          ...(regression && of !== 'answer' && { probabilities: null }),
          ...(of === 'answer' && {
            answer: {
              text: names[0]!,
              start: 0,
              end: names[0]!.length,
              segment: 1 as const,
              probability: 0.5,
            },
          }),
        },
        target: {
          ...explanation.target,
          label: names[2]!,
          ...(!signs && { baselineValue: null }),
          ...(of !== 'text' && { word: { text: names[0]!, start: 0, end: names[0]!.length }, token: 1 }),
        },
        method: {
          ...explanation.method,
          name: signs ? ('integrated_gradients' as const) : ('saliency' as const),
        },
        convergence: { ...explanation.convergence, ...(!signs && { delta: null, relativeDelta: null }) },
        ...(noticed && { notices: [{ code: 'truncated' as const, message: names[0]! }] }),
        ...(parts && {
          tokens: explanation.tokens.map((token) => ({ ...token, parts: partsOf(token) })),
          words: explanation.words.map((word) => ({ ...word, parts: partsOf(word) })),
        }),
        ...(layers > 0 && {
          layers: Array.from({ length: layers }, (_, i) => ({
            layer: `encoder.${i}`,
            convergence: explanation.convergence,
            tokens: explanation.tokens.map(({ attribution }) => attribution / 2),
            words: explanation.words.map(({ attribution }) => attribution / 2),
          })),
        }),
      })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      version: fc.constant(1 as const),
      line: fc.integer({ min: 1 }),
      error: anyName,
    }),
  },
);
