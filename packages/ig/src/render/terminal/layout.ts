import type { Notice } from '../../explanation.ts';
import { cells, column, spaces, widthOf, wrap, type Cell } from './cells.ts';
import { paint, type Color } from './paint.ts';

export interface TerminalOptions {
  /** Columns; below 40 counts as 40. */
  readonly width: number;
  readonly color: Color;
}

/** Lines that belong together. */
export type Block = readonly (readonly Cell[])[];

const indent = spaces(2);
export const gap = spaces(2);
/** Wider lines are hard to follow. */
const widest = 100;

/** The columns that a block may take. */
export function columnsWithin(width: number): number {
  return Math.min(Math.max(width, 40), widest) - widthOf(indent);
}

/** Blocks as text: an empty line between them, every line with its newline. */
export function layOut(blocks: readonly Block[], color: Color): string {
  return blocks
    .map((lines) => lines.map((line) => `${paint([...indent, ...line], color)}\n`).join(''))
    .join('\n');
}

/** Named facts, the names in a column of their own. */
export function facts(entries: readonly (readonly [name: string, value: string])[], columns: number): Block {
  const nameWidth = Math.max(...entries.map(([name]) => name.length));
  return entries.flatMap(([name, value]) =>
    wrap(cells(value), columns - nameWidth - widthOf(gap)).map((line, i) => [
      ...column(cells(i === 0 ? name : '', 'faint'), nameWidth),
      ...gap,
      ...line,
    ]),
  );
}

/** What the reader has to know, as a block if there is any. */
export function warnings(notices: readonly Notice[], columns: number): Block[] {
  return notices.length === 0
    ? []
    : [notices.flatMap(({ message }) => wrap(cells(`! ${message}`, 'title'), columns))];
}
