import type { Evaluation } from '../../evaluation/evaluate.ts';
import { metrics } from '../../evaluation/metrics.ts';
import { extentOf, rankingsOf, type Place, type Ranking } from '../ranking.ts';
import { cells, column, widthOf, wrap } from './cells.ts';
import { columnsWithin, facts, gap, layOut, type Block, type TerminalOptions } from './layout.ts';

/** An evaluation for a terminal: lines that end in a newline, none wider than `width`. */
export function renderTerminalEvaluation(evaluation: Evaluation, { width, color }: TerminalOptions): string {
  const columns = columnsWithin(width);
  return layOut(
    [
      wrap(cells(extentOf(evaluation), 'title'), columns),
      ...rankingsOf(evaluation).map((ranking) => rankingBlock(ranking, columns)),
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

function rankingBlock({ metric, places }: Ranking, columns: number): Block {
  const { title, better, meaning } = metrics[metric];
  const widest = (read: (place: Place) => string): number =>
    Math.max(...places.map((place) => widthOf(cells(read(place)))));
  const meanWidth = widest(({ mean }) => mean);
  const intervalWidth = widest(({ interval }) => interval);
  // A baseline can be a text of any length.
  const nameWidth = Math.min(
    widest(({ name }) => name),
    columns - 1 - meanWidth - intervalWidth - 3 * widthOf(gap),
  );
  return [
    ...wrap([...cells(title, 'title'), ...cells(`: ${meaning}; ${better} is better`, 'faint')], columns),
    ...places.map(({ name, mean, interval, beatsRandom }) => [
      ...cells(beatsRandom ? '>' : ' '),
      ...gap,
      ...column(cells(name), nameWidth),
      ...gap,
      ...column(cells(mean, 'title'), meanWidth, 'right'),
      ...gap,
      ...cells(interval, 'faint'),
    ]),
  ];
}
