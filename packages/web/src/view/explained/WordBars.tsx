import {
  attributionFormat,
  hasSigns,
  ownAttributions,
  rowGroups,
  senseOf,
  shareOfStrongest,
  shown,
  type Row,
} from '@gradlens/ig/view';
import { useState } from 'preact/hooks';
import type { ExplainedProps } from './props.ts';

/** Bars that are shown at first. */
const few = 12;

/** The words, the strongest first, and what the model adds; pointing at one points at it in the text. */
export function WordBars({ subject, explanation }: ExplainedProps) {
  const [all, setAll] = useState(false);
  const { pointed } = subject;
  const attributions = ownAttributions(explanation);
  const groups = rowGroups(explanation);
  const words = groups.flat().filter(({ special }) => !special);
  const rows = groups
    .flat()
    .map((row) => ({ row, value: row.of(attributions), place: words.indexOf(row) }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const signs = hasSigns(explanation);
  const written = attributionFormat(
    rows.map(({ value }) => value),
    signs,
  );
  const share = shareOfStrongest(rows.map(({ value }) => value));
  const places = placesOf(explanation, words);
  return (
    <>
      <table class="bars">
        <caption>Attributions of words, the strongest first</caption>
        <thead>
          <tr>
            <th scope="col">Word</th>
            <td />
            <th scope="col" class="figure">
              Attribution
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, all ? rows.length : few).map(({ row, value, place }, i) => (
            <tr
              key={i}
              class={place >= 0 && pointed.value === places[place] ? 'pointed' : ''}
              onMouseEnter={() => (pointed.value = place < 0 ? null : places[place]!)}
              onMouseLeave={() => (pointed.value = null)}
            >
              <th scope="row" class={row.special ? 'special' : ''}>
                <bdi>{shown(row.label)}</bdi>
              </th>
              <td class="bar" aria-hidden="true">
                <i class={senseOf(value, signs)} style={{ '--w': Math.abs(share(value)).toFixed(3) }} />
              </td>
              <td class="figure">{written(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > few && (
        <button type="button" class="quiet" onClick={() => setAll(!all)}>
          {all ? 'Only the strongest' : `All ${rows.length}`}
        </button>
      )}
    </>
  );
}

/** The rows are those of the text, then those of the pair: their places among the explanation's words. */
function placesOf({ words }: ExplainedProps['explanation'], rows: readonly Row[]): number[] {
  const order = [...words.keys()].sort(
    (a, b) => (words[a]!.segment ?? 0) - (words[b]!.segment ?? 0) || a - b,
  );
  return rows.map((_, i) => order[i]!);
}
