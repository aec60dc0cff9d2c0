import type { Summary, TargetSummary, WordSummary } from '../../summary.ts';
import { accuracyOf } from '../accuracy.ts';
import { attributionFormat, counted } from '../numbers.ts';
import { hasSigns, meaning, outputOf } from '../target.ts';
import { bars } from './bars.ts';
import { cells, column, widthOf, wrap, type Cell } from './cells.ts';
import { columnsWithin, gap, layOut, type Block, type TerminalOptions } from './layout.ts';

/** Columns that words and bars need to say something; there numbers give way to them. */
const leastText = 8;
const leastBar = 6;

/** A summary for a terminal: lines that end in a newline, none wider than `width`. */
export function renderTerminalSummary(summary: Summary, { width, color }: TerminalOptions): string {
  const columns = columnsWithin(width);
  return layOut(
    [
      wrap(cells(opening(summary), 'title'), columns),
      ...summary.targets.flatMap((target) => targetBlocks(target, columns)),
    ],
    color,
  );
}

function opening({ texts, failures, accuracy }: Summary): string {
  return [
    counted(texts, 'text'),
    ...(failures > 0 ? [`${counted(failures, 'line')} without explanation`] : []),
    ...accuracyOf(accuracy),
  ].join(', ');
}

interface Column {
  readonly name: string;
  readonly cells: readonly (readonly Cell[])[];
  readonly width: number;
}

function targetBlocks({ target, method, texts, towards, against }: TargetSummary, columns: number): Block[] {
  const words = [...towards, ...against.toReversed()];
  const signs = hasSigns({ method });
  const means = words.map(({ mean }) => mean);
  const totals = words.map(({ total }) => total);
  const [writtenMean, writtenTotal] = [attributionFormat(means, signs), attributionFormat(totals, signs)];
  const text = columnOf('', words, (word) => cells(word.text));
  const numbers = [
    columnOf('how often', words, ({ count }) => cells(`${count} ×`, 'faint')),
    columnOf('mean', words, ({ mean }) => cells(writtenMean(mean))),
    columnOf('sum', words, ({ total }) => cells(writtenTotal(total))),
  ];
  while (numbers.length > 1 && roomBeside(numbers, columns) < leastText + leastBar) numbers.splice(-2, 1);
  const room = roomBeside(numbers, columns);
  const textWidth = Math.min(text.width, Math.floor(columns / 3), room - leastBar);
  const barOf = bars(totals, room - textWidth);
  const names = numbers.map(({ name }) => name);
  return [
    wrap(
      cells(
        `${outputOf({ target })}, ${counted(texts, 'text')}: ${meaning({ target, method })}; ${listed(names)}`,
        'faint',
      ),
      columns,
    ),
    words.map(({ total }, i) => [
      ...column(text.cells[i]!, textWidth),
      ...numbers.flatMap((own) => [...gap, ...column(own.cells[i]!, own.width, 'right')]),
      ...gap,
      ...barOf(total),
    ]),
  ];
}

function columnOf(
  name: string,
  words: TargetSummary['towards'],
  show: (word: WordSummary) => readonly Cell[],
): Column {
  const shown = words.map(show);
  return { name, cells: shown, width: Math.max(0, ...shown.map(widthOf)) };
}

/** Columns that words and their bars share. */
function roomBeside(numbers: readonly Column[], columns: number): number {
  return numbers.reduce((left, { width }) => left - width - widthOf(gap), columns - widthOf(gap));
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
