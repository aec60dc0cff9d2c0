import { OptionError } from '../errors.ts';
import { softmax } from '../softmax.ts';
import type { ReadWord, WrittenWord } from '../text/writtenWords.ts';
import type { LabelledText, Place, SaidOfPlace } from './place.ts';
import { unknownWord } from './wordPlaces.ts';
import { wordRuns } from './wordRuns.ts';

/** Tokens of an answer at most: as in transformers' question-answering pipeline, whose choice this is. */
const longest = 15;

/** The indices of the labels. */
const [start, end] = [0, 1];

/**
 * Where an answer starts and ends: `predicted` is the model's own answer, of which `start` and `end` are one alone; else the answer that the target names, words
 * of the pair, wherever they stand.
 */
export function answerPlaces(text: LabelledText, target: string): Place[] {
  const { words } = text;
  const found = findAnswer(text);
  const place = (token: number, label: number): Place => ({
    token,
    label,
    word: wordOf(words, token).written,
    said: saidOf(text, found, token),
  });
  switch (target) {
    case 'predicted':
      return [place(found.first, start), place(found.last, end)];
    case 'start':
      return [place(found.first, start)];
    case 'end':
      return [place(found.last, end)];
  }
  const own = words.filter(({ written }) => written.segment === 1);
  const runs = wordRuns(own, target);
  if (runs.length === 0)
    throw unknownWord(
      target,
      own,
      'pair',
      'predicted, start, end, or another answer in the words of the pair',
    );
  return runs.flatMap((run) => [place(run[0]!.pieces[0]!, start), place(run.at(-1)!.pieces.at(-1)!, end)]);
}

/** What the model says of one of the tokens, and what it answers. */
export function saidOfAnswer(text: LabelledText, token: number): SaidOfPlace {
  return saidOf(text, findAnswer(text), token);
}

/** The answer as records tell it: whole words. */
export function answerOf(text: LabelledText): SaidOfPlace['answer'] {
  return writtenAnswer(text, findAnswer(text));
}

interface FoundAnswer {
  /** Its first and last token. */
  readonly first: number;
  readonly last: number;
  readonly probability: number;
  /** By token, that it starts there and that it ends there. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

/** Of all answers that are not too long the one whose start and end are likeliest together. */
function findAnswer({ tokens, logits }: LabelledText): FoundAnswer {
  const own = [...tokens.keys()].filter((i) => tokens[i]!.segment === 1 && tokens[i]!.word !== null);
  if (own.length === 0) {
    throw new OptionError('pair', 'pair: nothing of it is left beside so long a question: shorten that');
  }
  // The first token stands for no answer, and has its share of the probability.
  const places = [0, ...own];
  const probabilities = (label: number): Float64Array => {
    const all = new Float64Array(tokens.length);
    const shares = softmax(places.map((token) => logits[token]![label]!));
    for (const [i, token] of places.entries()) all[token] = shares[i]!;
    return all;
  };
  const [starts, ends] = [probabilities(start), probabilities(end)];
  let best = { first: own[0]!, last: own[0]!, probability: -1 };
  for (const [i, first] of own.entries()) {
    for (const last of own.slice(i, i + longest)) {
      const probability = starts[first]! * ends[last]!;
      if (probability > best.probability) best = { first, last, probability };
    }
  }
  return { ...best, starts, ends };
}

function saidOf(text: LabelledText, found: FoundAnswer, token: number): SaidOfPlace {
  return {
    probabilities: [found.starts[token]!, found.ends[token]!],
    answer: writtenAnswer(text, found),
  };
}

function writtenAnswer({ words, pair }: LabelledText, { first, last, probability }: FoundAnswer) {
  const from = wordOf(words, first).written.start;
  const to = wordOf(words, last).written.end;
  const written: WrittenWord = { text: pair!.slice(from, to), start: from, end: to, segment: 1 };
  return { ...written, probability };
}

function wordOf(words: readonly ReadWord[], token: number): ReadWord {
  return words.find(({ pieces }) => pieces.includes(token))!;
}
