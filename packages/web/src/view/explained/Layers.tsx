import { attributionFormat, hasSigns, rowGroups, shareOfStrongest, shown } from '@gradlens/ig/view';
import { shading } from '../parts/shading.ts';
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
  const columns = layered.layers.map((own) => {
    const values = rows.map(({ of }) => of(own));
    return { layer: own.layer, values, share: shareOfStrongest(values) };
  });
  const written = attributionFormat(
    columns.flatMap(({ values }) => values),
    signs,
  );
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
            {columns.map(({ layer }) => (
              <th key={layer} scope="col">
                {layer.replaceAll('_', ' ')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, special }, i) => (
            <tr key={i}>
              <th scope="row" class={special ? 'special' : ''}>
                <bdi>{shown(label)}</bdi>
              </th>
              {columns.map(({ layer, values, share }) => {
                const { class: sense, style } = shading(share(values[i]!), signs);
                return (
                  <td key={layer} class={`figure ${sense}`} style={style}>
                    {written(values[i]!)}
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
