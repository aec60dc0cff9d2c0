import type { EvaluatedContender, Evaluation } from '../../evaluation/evaluate.ts';
import { beatsRandom } from '../../evaluation/floor.ts';
import { metricNames, metrics, type Metric } from '../../evaluation/metrics.ts';
import { cells, column, widthOf, wrap, type Cell } from './cells.ts';
import { columnsWithin, facts, gap, layOut, type Block, type TerminalOptions } from './layout.ts';
import { columnFormat, counted, number, percent } from '../numbers.ts';

/** An evaluation for a terminal: lines that end in a newline, none wider than `width`. */
export function renderTerminalEvaluation(evaluation: Evaluation, { width, color }: TerminalOptions): string {
  const columns = columnsWithin(width);
  return layOut(
    [
      wrap(cells(opening(evaluation), 'title'), columns),
      ...metricNames.flatMap((metric) => metricBlock(metric, evaluation, columns)),
      wrap(
        cells(
          '> better than the random ranking: their 95 % intervals, over resampled texts, do not overlap',
          'faint',
        ),
        columns,
      ),
      facts(
        [
          ['model', evaluation.model.name],
          ['device', `${evaluation.device.backend}, ${evaluation.device.adapter}`],
          ['seed', String(evaluation.seed)],
        ],
        columns,
      ),
    ],
    color,
  );
}

function opening({ texts, failures, accuracy }: Evaluation): string {
  return [
    counted(texts, 'text'),
    ...(failures > 0 ? [`${failures} more could not be explained`] : []),
    ...(accuracy
      ? [
          `accuracy ${percent(accuracy.right / accuracy.labelled)} (${accuracy.right} of ${accuracy.labelled})`,
        ]
      : []),
  ].join(', ');
}

/** Contenders by one metric, the best first. */
function metricBlock(metric: Metric, { contenders }: Evaluation, columns: number): Block[] {
  const { title, better, meaning } = metrics[metric];
  const sign = better === 'more' ? -1 : 1;
  const rated = contenders
    .flatMap((contender) => {
      const estimate = contender.metrics[metric];
      return estimate ? [{ contender, estimate }] : [];
    })
    .sort((a, b) => sign * (a.estimate.mean - b.estimate.mean));
  if (rated.length === 0) return [];
  const format = columnFormat(rated.flatMap(({ estimate: { low, high } }) => [low, high]));
  const rows = rated.map(({ contender, estimate: { mean, low, high } }) => ({
    mark: cells(beatsRandom(contender, contenders, metric) ? '>' : ' '),
    name: cells(nameOf(contender)),
    mean: cells(number(mean, format), 'title'),
    interval: cells(`${number(low, format)} to ${number(high, format)}`, 'faint'),
  }));
  const widest = (read: (row: (typeof rows)[number]) => readonly Cell[]): number =>
    Math.max(...rows.map((row) => widthOf(read(row))));
  const nameWidth = Math.min(
    widest((row) => row.name),
    columns - 30,
  );
  return [
    [
      ...wrap([...cells(title, 'title'), ...cells(`: ${meaning}; ${better} is better`, 'faint')], columns),
      ...rows.map(({ mark, name, mean, interval }) => [
        ...column(mark, 1),
        ...gap,
        ...column(name, nameWidth),
        ...gap,
        ...column(
          mean,
          widest((row) => row.mean),
          'right',
        ),
        ...gap,
        ...interval,
      ]),
    ],
  ];
}

function nameOf({ explainer, baseline }: EvaluatedContender): string {
  const name = explainer.replaceAll('_', ' ');
  return baseline === null ? name : `${name}, ${baseline}`;
}
