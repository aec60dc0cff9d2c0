import type { Explanation } from '../explanation.ts';
import { cells, column, widthOf, type Cell } from './cells.ts';
import { gap, type Block } from './layout.ts';
import { columnFormat, signed } from './numbers.ts';

/** What each word's parts contribute, a column for each, where the explanation tells them apart. */
export function partsTable({ words, tokens }: Explanation, columns: number): Block[] {
  const names = Object.keys(words[0]?.parts ?? {});
  if (names.length === 0) return [];
  const special = tokens.filter((token) => token.special);
  const rows = [
    ...words.map(({ text, parts }) => ({ label: cells(text), of: (name: string) => parts![name]! })),
    {
      label: cells([...new Set(special.map(({ token }) => token))].join(' '), 'faint'),
      of: (name: string) => special.reduce((sum, { parts }) => sum + parts![name]!, 0),
    },
  ];
  const format = columnFormat(rows.flatMap(({ of }) => names.map(of)));
  const numbers = rows.map(({ of }) => names.map((name) => signed(of(name), format)));
  const widths = names.map((name, i) => Math.max(name.length, ...numbers.map((row) => row[i]!.length)));
  const labelWidth = Math.min(Math.max(...rows.map(({ label }) => widthOf(label))), Math.floor(columns / 3));
  const line = (label: readonly Cell[], entries: readonly Cell[][]): Cell[] => [
    ...column(label, labelWidth),
    ...entries.flatMap((entry, i) => [...gap, ...column(entry, widths[i]!, 'right')]),
  ];
  return [
    [
      line(
        cells('part', 'faint'),
        names.map((name) => cells(name, 'faint')),
      ),
      ...rows.map(({ label }, r) =>
        line(
          label,
          numbers[r]!.map((text) => cells(text)),
        ),
      ),
    ],
  ];
}
