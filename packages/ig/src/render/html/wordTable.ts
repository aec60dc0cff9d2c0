import type { Explanation } from '../../explanation.ts';
import { escaped, isolated, rounded } from '../markup.ts';
import { attributionFormat } from '../numbers.ts';
import { attributionsOfParts, ownAttributions, rowGroups, type Attributions } from '../rows.ts';
import { hasSigns, senseOf } from '../target.ts';
import { head, line, scrollable } from './table.ts';

/** Every word with its attribution, those of its parts where they were told apart, and a bar; what the model adds, and the sum. */
export function wordTable(explanation: Explanation): string {
  const signs = hasSigns(explanation);
  const own = ownAttributions(explanation);
  const parts = attributionsOfParts(explanation);
  const columns: readonly Attributions[] = [own, ...parts];
  const groups = rowGroups(explanation);
  const rows = groups.flat();
  const sums = columns.map(({ tokens }) => tokens.reduce((sum, attribution) => sum + attribution, 0));

  const written = attributionFormat(
    [...columns.flatMap((column) => rows.map(({ of }) => of(column))), ...sums],
    signs,
  );
  const { zero, share } = scale(rows.map(({ of }) => of(own)));
  const bar = (value: number) => `<i class="${senseOf(value, signs)}" style="--w:${share(value)}"></i>`;
  const cells = ([attribution, ...ofParts]: readonly number[], bar: string) => {
    const cell = (value: number) => `<td>${written(value)}</td>`;
    return [cell(attribution!), `<td class="bar">${bar}</td>`, ...ofParts.map(cell)];
  };

  const bodies = groups.map((group) => {
    const lines = group.map(({ label, of }) => line(isolated(label), cells(columns.map(of), bar(of(own)))));
    return `<tbody>\n${lines.join('')}</tbody>\n`;
  });
  const table = `<table class="bars" style="--zero:${zero}">
${head(['Word', 'Attribution', null, ...parts.map(({ part }) => `by ${escaped(part)}`)])}${bodies.join('')}<tfoot>
${line('Sum', cells(sums, ''))}</tfoot>
</table>
`;
  return parts.length > 0 ? scrollable('Attributions by part', table) : table;
}

/** Where the axis stands in a column as wide as all bars need, and how long a bar is: shares of the column. */
function scale(values: readonly number[]): { zero: string; share: (value: number) => string } {
  const finite = values.filter(Number.isFinite);
  const least = Math.min(0, ...finite);
  const room = Math.max(0, ...finite) - least;
  const share = (value: number) => rounded(Number.isFinite(value) && room > 0 ? Math.abs(value) / room : 0);
  return { zero: share(least), share };
}
