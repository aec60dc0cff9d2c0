import stringWidth from 'string-width';
import { hasRightToLeft } from '../writing.ts';
import { shown } from '../printable.ts';
import type { Style } from './paint.ts';

/** What a terminal shows as one character (a grapheme cluster), 0 to 2 columns wide. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly style: Style;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const space: Cell = { text: ' ', width: 1, style: 'plain' };
const leftToRightMark: Cell = { text: '\u200e', width: 0, style: 'plain' };

/** The printable text as cells; what goes on for too long ends in `…`. */
export function cells(text: string, style: Style = 'plain'): Cell[] {
  return Array.from(graphemes.segment(shown(text)), ({ segment }) => ({
    text: segment,
    width: stringWidth(segment),
    style,
  }));
}

export function spaces(count: number): Cell[] {
  return Array.from({ length: count }, () => space);
}

export function widthOf(row: readonly Cell[]): number {
  return row.reduce((sum, { width }) => sum + width, 0);
}

/**
 * A column of exactly `width` columns: filled up with spaces, or cut with `…`. Where the text runs from right to left, marks keep a terminal
 * that reorders it from moving the other columns.
 */
export function column(row: readonly Cell[], width: number, align: 'left' | 'right' = 'left'): Cell[] {
  const fitted = widthOf(row) <= width ? row : [...row.slice(0, fitting(row, 0, width - 1)), ...cells('…')];
  const padding = spaces(width - widthOf(fitted));
  const isolated = fitted.some(({ text }) => hasRightToLeft(text))
    ? [leftToRightMark, ...fitted, leftToRightMark]
    : fitted;
  return align === 'left' ? [...isolated, ...padding] : [...padding, ...isolated];
}

/**
 * Lines of at most `width` ≥ 2 columns, broken at spaces and beside wide characters, or anywhere in what is longer than a line.
 */
export function wrap(row: readonly Cell[], width: number): Cell[][] {
  const lines: Cell[][] = [];
  let start = 0;
  while (start < row.length) {
    const fits = fitting(row, start, width);
    const end = fits === row.length ? fits : lastBreak(row, start, fits);
    const line = trimmed(row.slice(start, end));
    if (line.length > 0) lines.push(line);
    start = end;
  }
  return lines;
}

/** Where the longest part from `start` that is no wider than `width` ends. */
function fitting(row: readonly Cell[], start: number, width: number): number {
  let end = start;
  let used = 0;
  while (end < row.length && (used += row[end]!.width) <= width) end++;
  return end;
}

/** The last place after `start` and up to `end` where a line may break; `end` where there is none. */
function lastBreak(row: readonly Cell[], start: number, end: number): number {
  for (let i = end; i > start; i--) {
    const before = row[i - 1]!;
    const after = row[i]!;
    if (before.text === ' ' || after.text === ' ' || before.width === 2 || after.width === 2) return i;
  }
  return end;
}

function trimmed(row: readonly Cell[]): Cell[] {
  const isText = ({ text }: Cell) => text !== ' ';
  const first = row.findIndex(isText);
  return first < 0 ? [] : row.slice(first, row.findLastIndex(isText) + 1);
}
