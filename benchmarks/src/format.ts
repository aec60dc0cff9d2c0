import type { Spread } from './measure.ts';
import type { Table } from './suite.ts';

export function table({ head, rows }: Table): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

/** `1.23 (1.11 – 1.35)`: median and quartiles. */
export function spread({ median, low, high }: Spread): string {
  return `${digits(median)} (${digits(low)} – ${digits(high)})`;
}

/** The same of a ratio, with two decimals. */
export function ratioSpread({ median, low, high }: Spread): string {
  return `**${median.toFixed(2)}** (${low.toFixed(2)} – ${high.toFixed(2)})`;
}

/** Three significant digits, or all before the point. */
export function digits(number: number): string {
  return number >= 100 ? number.toFixed(0) : number.toPrecision(3);
}

/** A share as `12.3 %`, below a tenth with two significant digits. */
export function percent(share: number): string {
  const percents = 100 * share;
  if (percents > 0 && percents < 0.001) return '< 0.001 %';
  return `${Number(percents >= 10 ? percents.toFixed(1) : percents.toPrecision(2))} %`;
}
