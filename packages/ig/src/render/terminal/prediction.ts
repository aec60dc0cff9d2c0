import type { Prediction } from '../../explanation.ts';
import { bars } from './bars.ts';
import { cells, column, widthOf, wrap, type Cell } from './cells.ts';
import { columnsWithin, facts, gap, layOut, warnings, type Block, type TerminalOptions } from './layout.ts';
import { duration } from '../numbers.ts';
import { outputs } from '../outputs.ts';

/** A prediction for a terminal: lines that end in a newline, none wider than `width`. */
export function renderTerminalPrediction(prediction: Prediction, { width, color }: TerminalOptions): string {
  const { text, pair, model, device, milliseconds } = prediction;
  const columns = columnsWithin(width);
  return layOut(
    [
      [text, pair ?? ''].flatMap((whole) => wrap(cells(whole), columns)),
      labels(prediction, columns),
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

/** The labels, likeliest first, with their probabilities; for a regression, with the values. */
function labels(prediction: Prediction, columns: number): Block {
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
