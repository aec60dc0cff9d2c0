import type { Evaluation } from '../../evaluation/evaluate.ts';
import { metrics } from '../../evaluation/metrics.ts';
import { extentOf, legendOf, rankingsOf, type Place, type Ranking } from '../ranking.ts';
import { cells, column, widthOf, wrap, type Cell } from './cells.ts';
import { columnsWithin, facts, gap, layOut, type Block, type TerminalOptions } from './layout.ts';

/** An evaluation for a terminal: lines that end in a newline, none wider than `width`. */
export function renderTerminalEvaluation(evaluation: Evaluation, { width, color }: TerminalOptions): string {
  const columns = columnsWithin(width);
  const { data } = evaluation;
  return layOut(
    [
      wrap(
        [...cells(data === null ? '' : `${data}: `, 'title'), ...cells(extentOf(evaluation), 'title')],
        columns,
      ),
      wrap(cells(legendOf(evaluation, '>'), 'faint'), columns),
      ...rankingsOf(evaluation).map((ranking) => rankingBlock(ranking, columns)),
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
  const widest = (read: (place: Place) => readonly Cell[]): number =>
    Math.max(...places.map((place) => widthOf(read(place))));
  const meanWidth = widest(({ mean }) => cells(mean));
  const intervalWidth = widest(({ interval }) => cells(interval));
  const room = columns - 1 - meanWidth - intervalWidth - 3 * widthOf(gap);
  const nameWidth = Math.min(
    widest((place) => nameCells(place, Infinity)),
    room,
  );
  const told = better === null ? meaning : `${meaning}; ${better} is better`;
  return [
    ...wrap([...cells(title, 'title'), ...cells(`: ${told}`, 'faint')], columns),
    ...places.map((place) => [
      ...cells(place.beatsRandom ? '>' : ' '),
      ...gap,
      ...column(nameCells(place, room), nameWidth),
      ...gap,
      ...column(cells(place.mean, better === null ? 'plain' : 'title'), meanWidth, 'right'),
      ...gap,
      ...cells(place.interval, 'faint'),
    ]),
  ];
}

/**
 * What a contender is called in so many columns. The explainer's name gives way to that of the baseline, which tells contenders of one explainer apart, but for
 * a third: a baseline can be a text of any length.
 */
function nameCells({ explainer, baseline }: Place, columns: number): Cell[] {
  const name = cells(explainer);
  if (baseline === null) return name;
  const from = cells(`, ${baseline}`);
  const left = Math.max(columns - widthOf(from), Math.floor(columns / 3));
  return [...column(name, Math.min(widthOf(name), left)), ...from];
}
