import type { AnyPrediction, Prediction, SaidOfQuestion, SaidOfWords } from '../../explanation.ts';
import { bars } from './bars.ts';
import { cells, column, widthOf, wrap, type Cell } from './cells.ts';
import { columnsWithin, facts, gap, layOut, warnings, type Block, type TerminalOptions } from './layout.ts';
import { duration, percent } from '../numbers.ts';
import { outputs } from '../outputs.ts';

/** A prediction for a terminal: lines that end in a newline, none wider than `width`. */
export function renderTerminalPrediction(
  prediction: AnyPrediction,
  { width, color }: TerminalOptions,
): string {
  const { text, pair, model, device, milliseconds } = prediction;
  const columns = columnsWithin(width);
  return layOut(
    [
      [text, pair ?? ''].flatMap((whole) => wrap(cells(whole), columns)),
      said(prediction, columns),
      ...warnings(prediction.notices, columns),
      facts(
        [
          ['model', model.name],
          ['device', `${device.backend}, ${device.adapter}`],
          ['time', `${duration(milliseconds.predict)}, and ${duration(milliseconds.load)} to load the model`],
        ],
        columns,
      ),
    ],
    color,
  );
}

function said({ prediction, ...record }: AnyPrediction, columns: number): Block {
  if ('words' in prediction) return words(prediction, columns);
  if ('answer' in prediction) return answer(prediction, columns);
  return labels({ ...record, prediction }, columns);
}

/** The words with their labels. */
function words({ words: all }: SaidOfWords, columns: number): Block {
  const rows = all.map(({ text, label, index, probabilities }) => ({
    word: cells(text),
    label: cells(label, 'title'),
    value: cells(percent(probabilities![index]!)),
    probability: probabilities![index]!,
  }));
  const most = Math.floor(columns / 3);
  const [wordWidth, labelWidth] = (['word', 'label'] as const).map((name) =>
    Math.min(Math.max(...rows.map((row) => widthOf(row[name]))), most),
  ) as [number, number];
  const valueWidth = Math.max(...rows.map(({ value }) => widthOf(value)));
  const barOf = bars([1], columns - wordWidth - labelWidth - valueWidth - 3 * widthOf(gap));
  return rows.map(({ word, label, value, probability }): Cell[] => [
    ...column(word, wordWidth),
    ...gap,
    ...column(label, labelWidth),
    ...gap,
    ...column(value, valueWidth, 'right'),
    ...gap,
    ...barOf(probability),
  ]);
}

function answer({ answer: { text, probability } }: SaidOfQuestion, columns: number): Block {
  return wrap([...cells(text, 'title'), ...cells(` ${percent(probability)}`)], columns);
}

/** The labels, likeliest first, with their probabilities; for a regression, with the values. */
function labels(prediction: Pick<Prediction, 'prediction' | 'model'>, columns: number): Block {
  const rows = outputs(prediction).map(({ label, value, probability, predicted }) => ({
    label: cells(label, predicted ? 'title' : 'plain'),
    value: cells(value),
    probability,
  }));
  const labelWidth = Math.min(Math.max(...rows.map(({ label }) => widthOf(label))), Math.floor(columns / 2));
  const valueWidth = Math.max(...rows.map(({ value }) => widthOf(value)));
  const barOf = bars([1], columns - labelWidth - valueWidth - 2 * widthOf(gap));
  return rows.map(({ label, value, probability }): Cell[] => [
    ...column(label, labelWidth),
    ...gap,
    ...column(value, valueWidth, 'right'),
    ...gap,
    ...(probability === null ? [] : barOf(probability)),
  ]);
}
