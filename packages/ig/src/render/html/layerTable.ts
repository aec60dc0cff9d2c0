import type { Explanation } from '../../explanation.ts';
import { escaped, isolated, rounded } from '../markup.ts';
import { attributionFormat } from '../numbers.ts';
import { rowGroups } from '../rows.ts';
import { shareOfStrongest } from '../runningText.ts';
import { hasSigns, senseOf } from '../target.ts';
import { head, line, scrollable } from './table.ts';

/** Words by layers, each cell in the colour of its share of the strongest one of its layer. */
export function layerTable(explanation: Explanation): string {
  const { layers = [] } = explanation;
  if (layers.length === 0) return '';
  const signs = hasSigns(explanation);
  const rows = rowGroups(explanation).flat();
  const columns = layers.map((layer) => {
    const values = rows.map(({ of }) => of(layer));
    const written = attributionFormat(values, signs);
    const share = shareOfStrongest(values);
    return values.map(
      (value) =>
        `<td class="${senseOf(value, signs)}" style="--s:${rounded(Math.abs(share(value)))}">${written(value)}</td>`,
    );
  });
  const lines = rows.map(({ label }, i) =>
    line(
      isolated(label),
      columns.map((column) => column[i]!),
    ),
  );
  return scrollable(
    'Attributions by layer',
    `<table class="layers">
${head(['Word', ...layers.map(({ layer }) => escaped(layer.replaceAll('_', ' ')))])}<tbody>
${lines.join('')}</tbody>
</table>
`,
  );
}
