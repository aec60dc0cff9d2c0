import { cells, spaces, type Cell } from './cells.ts';

const axis = '│';
/** Longer bars say nothing more. */
const longest = 40;

/**
 * Draws bars of all `values` on one scale, in halves of a column: to the right of the axis for what is positive, to its left for
 * what is negative. Each side is as wide as its longest bar; together with the axis they take at most `width` columns.
 */
export function bars(values: readonly number[], width: number): (value: number) => Cell[] {
  const finite = values.filter(Number.isFinite);
  const most = Math.max(0, ...finite);
  const least = Math.min(0, ...finite);
  const room = Math.max(2, Math.min(longest, width - 1));
  const left =
    least === 0 ? 0 : most === 0 ? room : Math.min(room - 1, Math.ceil((room * -least) / (most - least)));
  // A side without values has no columns either, and 0 / 0 is no number.
  const perColumn = Math.max(most / (room - left) || 0, -least / left || 0) || 1;

  return (value) => {
    const halves = Number.isFinite(value) ? Math.round((2 * Math.abs(value)) / perColumn) : 0;
    const whole = '━'.repeat(halves >> 1);
    return value < 0
      ? [
          ...spaces(left - Math.ceil(halves / 2)),
          ...cells((halves % 2 ? '╺' : '') + whole, 'bar against'),
          ...cells(axis, 'faint'),
        ]
      : [...spaces(left), ...cells(axis, 'faint'), ...cells(whole + (halves % 2 ? '╸' : ''), 'bar for')];
  };
}
