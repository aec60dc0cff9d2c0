import type { Summary, TargetSummary } from '../../summary.ts';
import { bars } from './bars.ts';
import { cells, column, widthOf, wrap, type Cell } from './cells.ts';
import { columnsWithin, gap, layOut, type Block, type TerminalOptions } from './layout.ts';
import { accuracyOf } from '../accuracy.ts';
import { columnFormat, counted, signed } from '../numbers.ts';

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
    counted(texts, 'explanation'),
    ...(failures > 0 ? [`${counted(failures, 'line')} without one`] : []),
    ...(accuracy ? [accuracyOf(accuracy)] : []),
  ].join(', ');
}

function targetBlocks({ label, output, texts, towards, against }: TargetSummary, columns: number): Block[] {
  const words = [...towards, ...against.toReversed()];
  const totals = words.map(({ total }) => total);
  const format = columnFormat(totals);
  const meanFormat = columnFormat(words.map(({ mean }) => mean));
  const rows = words.map(({ text, count, total, mean }) => ({
    text: cells(text),
    count: cells(`${count} ×`, 'faint'),
    mean: cells(signed(mean, meanFormat)),
    total: cells(signed(total, format)),
    value: total,
  }));
  const widest = (read: (row: (typeof rows)[number]) => readonly Cell[], most = Infinity): number =>
    Math.min(most, Math.max(0, ...rows.map((row) => widthOf(read(row)))));
  const widths = {
    text: widest((row) => row.text, Math.floor(columns / 3)),
    count: widest((row) => row.count),
    mean: widest((row) => row.mean),
    total: widest((row) => row.total),
  };
  const taken = Object.values(widths).reduce((sum, own) => sum + own + widthOf(gap), 0);
  const barOf = bars(totals, columns - taken);
  const heading =
    label === null
      ? `${output}, ${counted(texts, 'text')}: how often, mean and sum of attributions`
      : `towards ${label} (${output}), ${counted(texts, 'text')}: how often, mean and sum of attributions`;
  return [
    wrap(cells(heading, 'faint'), columns),
    rows.map(({ text, count, mean, total, value }) => [
      ...column(text, widths.text),
      ...gap,
      ...column(count, widths.count, 'right'),
      ...gap,
      ...column(mean, widths.mean, 'right'),
      ...gap,
      ...column(total, widths.total, 'right'),
      ...gap,
      ...barOf(value),
    ]),
  ];
}
