import {
  attributionFormat,
  hasSigns,
  isSeen,
  rowGroups,
  senseOf,
  shareOfStrongest,
  shown,
} from '@gradlens/ig/view';
import type { ExplainedProps } from './props.ts';

/** A matrix of layers and words: where on the way through the model words win and lose. */
export function Layers({ subject }: ExplainedProps) {
  const { answer, failure, busy } = subject.layers;
  if (failure.value !== null) return <p class="failure">{failure.value}</p>;
  const layered = answer.value?.result;
  if (!layered?.layers) {
    return (
      <p class="waiting">
        {busy.value ? 'Computing …' : 'This method works on words, not on the output of layers.'}
      </p>
    );
  }
  const rows = rowGroups(layered).flat();
  const signs = hasSigns(layered);
  const own = layered.layers;
  const all = own.flatMap((layer) => rows.map(({ of }) => of(layer)));
  const written = attributionFormat(all, signs);
  return (
    <div
      class={`scrollable ${busy.value ? 'stale' : ''}`}
      tabIndex={0}
      role="region"
      aria-label="Attributions by layer"
    >
      <table class="layers">
        <caption>
          Attributions by layer: each column sums to the same change. Colours are shares of the strongest in
          the column.
        </caption>
        <thead>
          <tr>
            <th scope="col">Word</th>
            {own.map(({ layer }) => (
              <th key={layer} scope="col">
                {layer.replaceAll('_', ' ')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, special, of }, i) => (
            <tr key={i}>
              <th scope="row" class={special ? 'special' : ''}>
                <bdi>{shown(label)}</bdi>
              </th>
              {own.map((layer) => {
                const value = of(layer);
                const share = shareOfStrongest(rows.map((row) => row.of(layer)))(value);
                return (
                  <td
                    key={layer.layer}
                    class={`figure ${isSeen(share) ? senseOf(share, signs) : ''}`}
                    style={{ '--s': isSeen(share) ? Math.abs(share).toFixed(3) : '0' }}
                  >
                    {written(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
