import { loadClassifier } from '@gradlens/bert';
import { referenceBackend } from '@gradlens/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headNames, readExpectedHead, type ExpectedHeadCase } from '../../../fixtures/expected.ts';
import {
  evaluate,
  explain,
  explainerNames,
  explainLayers,
  explainTargets,
  listPlaces,
  predict,
  predictAnswer,
  predictWords,
  TaskError,
  together,
  tracePath,
  traitsOf,
  withoutWords,
  type ExplainOptions,
  type Explanation,
} from '../src/index.ts';
import { answerOf } from '../src/output/answerPlaces.ts';
import { checkpoint } from './support/checkpoint.ts';

const labellers = headNames.filter((name) => name.endsWith('token-classification'));
const answerers = headNames.filter((name) => name.endsWith('question-answering'));

describe.each(labellers)('%s', (name) => {
  const loading = loadClassifier(checkpoint(name), referenceBackend());
  const text = 'Tim saw an unwatchable film twice';

  // The pipeline tells words by spaces where the tokenizer is not WordPiece: those of the other tokenizers are compared with its tokens.
  test('a word has the label of its first piece, as in transformers’ pipeline', async () => {
    const model = await loading;
    for (const { text: of, pair, words, logits } of (await readExpectedHead(name)).cases) {
      const { prediction } = await predictWords(model, of, pair === null ? {} : { pair });
      const { tokens } = model.encode(of, pair ?? undefined);
      for (const { start, segment, label, logits: own } of prediction.words) {
        const first = tokens.findIndex((token) => token.end! > start && token.segment === (segment ?? 0));
        const { word } = tokens[first]!;
        const piece = tokens.findIndex((token) => token.word === word && token.segment === (segment ?? 0));
        expect(label).toBe(model.labels[own.indexOf(Math.max(...own))]);
        for (const [i, logit] of logits[piece]!.entries()) expect(own[i]).toBeCloseTo(logit, 9);
      }
      if (words === undefined || model.tokenizer.kind !== 'WordPiece') continue;
      expect(
        prediction.words.map(({ start, end, label, index, probabilities }) => ({
          start,
          end,
          label,
          probability: expect.closeTo(probabilities![index]!, 9) as number,
        })),
      ).toEqual(words);
    }
  });

  test('explains each word that is predicted an entity, each word, or those that are named', async () => {
    const model = await loading;
    const { prediction } = await predictWords(model, text);
    const names = (explanations: readonly Explanation[]) =>
      explanations.map(({ target }) => [target.word!.text, target.label]);
    const ask = (target: string): Promise<Explanation[]> => explainTargets(model, text, { target, steps: 2 });
    const wordsAndLabels = prediction.words.map(({ text: word, label }) => [word, label]);
    expect(names(await ask('all'))).toEqual(wordsAndLabels);
    const entities = wordsAndLabels.filter(([, label]) => label !== 'O');
    const predicted = await ask('predicted').then(names, (error: Error) => error.message);
    expect(predicted).toEqual(
      entities.length > 0
        ? entities
        : 'every word is predicted O: there is no entity to explain, but any word can be named',
    );
    expect(names(await ask('film'))).toEqual(wordsAndLabels.slice(4, 5));
    expect(names(await ask('film=B-LOC'))).toEqual([['film', 'B-LOC']]);
    expect(names(await ask('unwatchable film=1'))).toEqual([
      ['unwatchable', 'B-PER'],
      ['film', 'B-PER'],
    ]);
  });

  test('words that are explained together are explained as alone', async () => {
    const model = await loading;
    const all = await explainTargets(model, text, { target: 'all', steps: 3 });
    for (const together of all) {
      const alone = await explain(model, text, { target: together.target.word!.text, steps: 3 });
      expect(together.target).toEqual(alone.target);
      expect(together.prediction).toEqual(alone.prediction);
      expect(together.tokens).toEqual(alone.tokens);
      expect(together.convergence).toEqual(alone.convergence);
    }
  });
});

// With positions that count padding and with such that do not.
describe.each(['bert-token-classification', 'roberta-token-classification'])('%s', (name) => {
  const loading = loadClassifier(checkpoint(name), referenceBackend());
  const text = 'Tim saw an unwatchable film twice';

  test.each(explainerNames.filter((explainer) => explainer !== 'leave_one_out'))(
    'can be asked by %s',
    async (explainer) => {
      const { tokens, target } = await explain(await loading, text, {
        explainer,
        target: 'film=B-PER',
        ...(traitsOf(explainer).layer === 'encoder' && { layer: 'encoder.0' }),
      });
      expect(tokens.every(({ attribution }) => Number.isFinite(attribution))).toBe(true);
      expect(target.word).toEqual({ text: 'film', start: 23, end: 27 });
    },
  );
});

describe('of one model', () => {
  const loading = loadClassifier(checkpoint('bert-token-classification'), referenceBackend());
  const text = 'Tim saw Tim laugh';

  test('a word that stands twice is explained twice', async () => {
    const explanations = await explainTargets(await loading, text, { target: 'Tim', steps: 2 });
    expect(explanations.map(({ target }) => target.word)).toEqual([
      { text: 'Tim', start: 0, end: 3 },
      { text: 'Tim', start: 8, end: 11 },
    ]);
    await expect(explain(await loading, text, { target: 'Tim' })).rejects.toThrow(
      'target: there are several explanations of this text; call explainTargets',
    );
  });

  test('probabilities and margins are those of the word', async () => {
    const model = await loading;
    const [probability, margin] = await Promise.all([
      explain(model, text, { target: 'saw=B-LOC', output: 'probability', steps: 2 }),
      explain(model, text, { target: 'saw=B-LOC', output: 'margin', against: 'O', steps: 2 }),
    ]);
    const { logits, probabilities } = probability.prediction;
    expect(probability.target.value).toBeCloseTo(probabilities![3]!, 12);
    expect(margin.target.value).toBeCloseTo(logits[3]! - logits[0]!, 12);
  });

  test('attributions sum to the change of the word’s logit', async () => {
    const explanations = await explainTargets(await loading, text, { target: 'all', tolerance: 1e-4 });
    for (const { tokens, target, convergence } of explanations) {
      const sum = tokens.reduce((total, { attribution }) => total + attribution, 0);
      expect(convergence.met).toBe(true);
      expect(Math.abs(sum - (target.value - target.baselineValue!))).toBeLessThanOrEqual(
        1.001 * convergence.bound!,
      );
    }
  });

  test('layers are those of the word', async () => {
    const [explanation] = await explainLayers(await loading, text, {
      target: 'laugh',
      layers: ['encoder.0', 'encoder.1'],
      steps: 2,
    });
    // In the last block's output nobody but the word itself has a say.
    const last = explanation!.layers![1]!.words;
    expect(last.slice(0, 3)).toEqual([0, 0, 0]);
    expect(last[3]).not.toBe(0);
  });

  test('texts that share batches are labelled and explained as alone', async () => {
    const model = await loading;
    const texts = [text, 'Good', 'A noisy, hideous and cumbersome movie', 'It was fun!'];
    const shared = together(
      texts,
      (one) => one.length,
      async (one, pool) => ({
        labelled: await predictWords(model, one, { pool }),
        explained: await explainTargets(model, one, { pool, target: 'all', steps: 2 }),
      }),
    );
    let i = 0;
    for await (const { labelled, explained } of shared) {
      const alone = await predictWords(model, texts[i]!);
      const explanations = await explainTargets(model, texts[i]!, { target: 'all', steps: 2 });
      const logits = labelled.prediction.words.flatMap((word) => word.logits);
      for (const [k, logit] of alone.prediction.words.flatMap((word) => word.logits).entries()) {
        expect(logits[k]).toBeCloseTo(logit, 12);
      }
      expect(explained.map(({ target }) => target.word)).toEqual(
        explanations.map(({ target }) => target.word),
      );
      for (const [k, { tokens }] of explanations.entries()) {
        for (const [t, { attribution }] of tokens.entries()) {
          expect(explained[k]!.tokens[t]!.attribution).toBeCloseTo(attribution, 12);
        }
      }
      i++;
    }
    expect(i).toBe(texts.length);
  });

  test.each<[ExplainOptions, string]>([
    [
      { target: 'Tom' },
      'target "Tom": no such word in the text (did you mean Tim?): expected predicted, all, or words of the text, with =LABEL for another label',
    ],
    [
      { target: 'Tim=B-LOK' },
      'target "Tim=B-LOK": unknown label "B-LOK" (did you mean B-LOC?): expected an index below 4 or a label (O, B-PER, I-PER, B-LOC)',
    ],
    [
      { target: 'laugh', neuron: 'encoder.0:1' },
      'neuron: it is one of the first token, whose label is not read; leave it out',
    ],
    [
      { target: 'laugh', window: true },
      'window: the words of a text are labelled in one piece; leave out `window`',
    ],
    [
      { explainer: 'leave_one_out' },
      'leave_one_out deletes words, and with them what has the label; use occlusion',
    ],
  ])('refuses %j', async (options, message) => {
    await expect(explainTargets(await loading, text, options)).rejects.toThrow(
      expect.objectContaining({ name: 'OptionError', message }),
    );
  });

  test('a text that is too long is cut, and nothing else is offered', async () => {
    const { notices, prediction } = await predictWords(await loading, `${text} `.repeat(30));
    expect(notices).toEqual([
      {
        code: 'truncated',
        message: expect.stringMatching(
          /^the model reads 40 tokens, so the last \d+ of the text were dropped$/,
        ) as string,
      },
    ]);
    expect(prediction.words.length).toBeLessThanOrEqual(38);
  });

  test('what is for texts says so', async () => {
    const model = await loading;
    const tell = (what: string, wanted = 'that classify texts'): TaskError =>
      new TaskError(
        `bert-token-classification: ${what} takes models ${wanted}, and a BertForTokenClassification is none`,
      );
    await expect(predict(model, text)).rejects.toThrow(tell('predict'));
    await expect(evaluate(model, [{ text }])).rejects.toThrow(tell('evaluate'));
    await expect(predictAnswer(model, text, { pair: text })).rejects.toThrow(
      tell('predictAnswer', 'that answer questions'),
    );
    const classifier = await loadClassifier(checkpoint('uncased-gelu'), referenceBackend());
    await expect(predictWords(classifier, text)).rejects.toThrow(TaskError);
  });

  test('a word whose neighbours are masked has the label that occlusion saw', async () => {
    const model = await loading;
    for (const { target, words } of await explainTargets(model, text, {
      target: 'all',
      explainer: 'occlusion',
      baseline: 'mask',
    })) {
      for (const [i, word] of words.entries()) {
        const masked = await withoutWords(model, text, [i], {
          replacement: 'mask',
          token: target.token!,
          target: target.label!,
        });
        // Occlusion masks pieces one at a time: words of several are other rows.
        if (model.encode(word.text).tokens.filter((token) => !token.special).length > 1) continue;
        expect(target.value - masked.value).toBeCloseTo(word.attribution, 12);
      }
    }
  });

  test('a word whose neighbours are deleted is where it then is', async () => {
    const model = await loading;
    const { words, tokens } = await explain(model, text, { target: 'laugh', explainer: 'saliency' });
    const last = words.findIndex((word) => word.text === 'laugh');
    const token = tokens.findIndex(({ start }) => start !== null && start >= words[last]!.start - 1);
    const left = await withoutWords(model, text, [1, 2], { replacement: 'delete', token });
    const { prediction } = await predictWords(model, 'Tim laugh');
    const { logits } = prediction.words.find((word) => word.text === 'laugh')!;
    // The same row filled up with tokens that nobody attends to.
    for (const [i, logit] of logits.entries()) expect(left.prediction.logits[i]).toBeCloseTo(logit, 12);
    expect(left.value).toBe(Math.max(...left.prediction.logits));
    await expect(withoutWords(model, text, [last], { replacement: 'delete', token })).rejects.toThrow(
      'words: a deleted word has no label; let a mask stand for it',
    );
    await expect(withoutWords(model, text, [0], { replacement: 'mask', token: 99 })).rejects.toThrow(
      /^token: whose label is asked of\? Give its place in the explanation's tokens, an index below \d+$/,
    );
  });

  test('explains one of its words alone', async () => {
    const model = await loading;
    const options = { target: 'all', steps: 3 };
    const explanations = await explainTargets(model, text, options);
    const places = await listPlaces(model, text, options);
    expect(places).toHaveLength(explanations.length);
    for (const [only, { word, label, probability }] of places.entries()) {
      const alone = await explain(model, text, { ...options, only });
      expect(alone.target).toMatchObject({ word, label });
      expect(alone.prediction.probabilities![alone.target.index!]).toBeCloseTo(probability, 12);
      // Beside others its gradient is taken in batches of another size.
      for (const [i, { attribution }] of explanations[only]!.tokens.entries()) {
        expect(alone.tokens[i]!.attribution).toBeCloseTo(attribution, 12);
      }
      const [trace] = await tracePath(model, text, { ...options, only });
      expect(trace!.value).toBeCloseTo(alone.target.value, 12);
    }
    await expect(explain(model, text, { ...options, only: 99 })).rejects.toThrow(
      `only: the target names ${places.length} outputs, so expected an index below that`,
    );
  });

  test('a path is that of one word', async () => {
    const model = await loading;
    const [trace] = await tracePath(model, text, { target: 'laugh', steps: 3 });
    const { target } = await explain(model, text, { target: 'laugh', steps: 3 });
    expect(trace).toMatchObject({ value: target.value, baselineValue: target.baselineValue });
  });
});

describe.each(answerers)('%s', (name) => {
  const loading = loadClassifier(checkpoint(name), referenceBackend());

  test('answers as transformers’ pipeline', async () => {
    const model = await loading;
    for (const { text, pair, answer } of (await readExpectedHead(name)).cases) {
      const { prediction } = await predictAnswer(model, text, { pair: pair! });
      const { first, last, probability } = answer!;
      expect(prediction.answer.probability).toBeCloseTo(probability, 9);
      const { tokens } = model.encode(text, pair!);
      // It says whole words.
      expect(prediction.answer.start).toBeLessThanOrEqual(tokens[first]!.end!);
      expect(prediction.answer.end).toBeGreaterThanOrEqual(tokens[last]!.end!);
      expect(prediction.answer.text).toBe(pair!.slice(prediction.answer.start, prediction.answer.end));
      expect(prediction.answer.segment).toBe(1);
    }
  });

  test('explains where the answer starts, and where it ends', async () => {
    const model = await loading;
    const [{ text, pair, answer }] = (await readExpectedHead(name)).cases as [ExpectedHeadCase];
    const { first, last, probabilities } = answer!;
    const [start, end] = await explainTargets(model, text, { pair: pair!, steps: 2 });
    expect(start!.target).toMatchObject({ label: 'start', token: first });
    expect(end!.target).toMatchObject({ label: 'end', token: last });
    for (const { target, prediction } of [start!, end!]) {
      for (const [i, probability] of probabilities[target.token!]!.entries()) {
        expect(prediction.probabilities![i]).toBeCloseTo(probability, 9);
      }
      expect(prediction.answer!.text.startsWith(start!.target.word!.text)).toBe(true);
      expect(prediction.answer!.text.endsWith(end!.target.word!.text)).toBe(true);
    }
    const alone = await explain(model, text, { pair: pair!, target: 'end', steps: 2 });
    expect(alone.tokens).toEqual(end!.tokens);
    const places = await listPlaces(model, text, { pair: pair! });
    expect(places).toEqual(
      [start!, end!].map(({ target, prediction }) => ({
        word: target.word,
        label: target.label,
        probability: expect.closeTo(prediction.probabilities![target.index!]!, 12) as number,
      })),
    );
  });

  test('answers without words as if they had never been there', async () => {
    const model = await loading;
    const [{ text, pair }] = (await readExpectedHead(name)).cases as [ExpectedHeadCase];
    const [start] = await explainTargets(model, text, { pair: pair!, steps: 2 });
    const { target, words } = start!;
    const question = words.filter(({ segment }) => segment === undefined);
    const token = target.token!;
    const left = await withoutWords(model, text, [question.length - 1], {
      pair: pair!,
      replacement: 'delete',
      token,
      target: 'start',
    });
    const shorter = text.slice(0, question.at(-1)!.start).trimEnd();
    const { prediction } = await predictAnswer(model, shorter, { pair: pair! });
    expect(left.prediction.answer).toEqual({
      ...prediction.answer,
      probability: expect.closeTo(prediction.answer.probability, 9) as number,
    });
    expect(left.value).toBe(left.prediction.logits[0]);
    const all = [...words.keys()].filter((i) => words[i]!.segment === 1);
    const masked = await withoutWords(model, text, all, { pair: pair!, replacement: 'mask', token: 1 });
    expect(masked.prediction.answer!.text).toMatch(/^\[MASK\](?: ?\[MASK\])*$/);
    await expect(
      withoutWords(model, text, all.slice(1), { pair: pair!, replacement: 'delete', token: 1 }),
    ).resolves.toMatchObject({ prediction: { answer: { text: words[all[0]!]!.text } } });
    await expect(
      withoutWords(model, text, all, { pair: pair!, replacement: 'delete', token: 1 }),
    ).rejects.toThrow('words: no word of the second text is left, and so no answer');
  });

  test('explains another answer', async () => {
    const model = await loading;
    const [{ text, pair }] = (await readExpectedHead(name)).cases as [ExpectedHeadCase];
    const [start, end] = await explainTargets(model, text, {
      pair: pair!,
      target: 'the unwatchable actors',
      steps: 2,
    });
    expect(start!.target).toMatchObject({ label: 'start', word: { text: 'the', segment: 1 } });
    expect(end!.target).toMatchObject({ label: 'end', word: { text: 'actors', segment: 1 } });
  });
});

describe('of a model that finds answers', () => {
  const loading = loadClassifier(checkpoint('bert-question-answering'), referenceBackend());

  test.each<[ExplainOptions, string]>([
    [{}, 'the text is a question: give the text that answers it as `pair`'],
    [
      { pair: 'It was fun', output: 'probability' },
      'output "probability": where an answer starts and ends is told by logits; use logit',
    ],
    [
      { pair: 'It was fun', target: 'run' },
      'target "run": no such word in the pair (did you mean fun?): expected predicted, start, end, or another answer in the words of the pair',
    ],
  ])('refuses %j', async (options, message) => {
    await expect(explainTargets(await loading, 'Who?', options)).rejects.toThrow(
      expect.objectContaining({ name: 'OptionError', message }),
    );
  });

  test('says so where nothing is left to find it in', () => {
    const cls = {
      token: '[CLS]',
      id: 1,
      start: null,
      end: null,
      special: true,
      segment: 0,
      type: 0,
      word: null,
    } as const;
    expect(() =>
      answerOf({ tokens: [cls], words: [], pair: 'It was fun', logits: [new Float64Array(2)] }),
    ).toThrow('pair: nothing of it is left beside so long a question: shorten that');
  });

  test('an answer lies in the pair, whatever the two texts', async () => {
    const model = await loading;
    const text = fc.stringMatching(/^[a-z]{1,6}( [a-z,.]{1,6}){0,8}$/);
    await fc.assert(
      fc.asyncProperty(text, text, async (question, pair) => {
        const { prediction } = await predictAnswer(model, question, { pair });
        const { answer } = prediction;
        expect(answer.start).toBeLessThan(answer.end);
        expect(pair.slice(answer.start, answer.end)).toBe(answer.text);
        expect(answer.probability).toBeGreaterThan(0);
        expect(answer.probability).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20 },
    );
  });
});
