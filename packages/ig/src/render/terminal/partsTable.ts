import type { Explanation } from '../../explanation.ts';
import { attributionFormat } from '../numbers.ts';
import { attributionsOfParts, rowGroups } from '../rows.ts';
import { hasSigns } from '../target.ts';
import { cells, column, widthOf, type Cell } from './cells.ts';
import { gap, type Block } from './layout.ts';

/** What each word's parts contribute, a column for each, where the explanation tells them apart. */
export function partsTable(explanation: Explanation, columns: number): Block[] {
  const parts = attributionsOfParts(explanation);
  if (parts.length === 0) return [];
  const rows = rowGroups(explanation)
    .flat()
    .map(({ label, special, of }) => ({
      label: cells(label, special ? 'faint' : 'plain'),
      values: parts.map(of),
    }));
  const written = attributionFormat(
    rows.flatMap(({ values }) => values),
    hasSigns(explanation),
  );
  const widths = parts.map(({ part }, i) =>
    Math.max(part.length, ...rows.map(({ values }) => written(values[i]!).length)),
  );
  const labelWidth = Math.min(Math.max(...rows.map(({ label }) => widthOf(label))), Math.floor(columns / 3));
  const line = (label: readonly Cell[], entries: readonly Cell[][]): Cell[] => [
    ...column(label, labelWidth),
    ...entries.flatMap((entry, i) => [...gap, ...column(entry, widths[i]!, 'right')]),
  ];
  return [
    [
      line(
        cells('part', 'faint'),
        parts.map(({ part }) => cells(part, 'faint')),
      ),
      ...rows.map(({ label, values }) =>
        line(
          label,
          values.map((value) => cells(written(value))),
        ),
      ),
    ],
  ];
}
