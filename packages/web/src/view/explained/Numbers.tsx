import {
  attributionFormat,
  findings,
  hasSigns,
  machinery,
  meaning,
  shown,
  significant,
  signed,
} from '@gradlens/ig/view';
import type { ExplainedProps } from './props.ts';

/** All that was computed: every token with its numbers, and by what means. */
export function Numbers({ explanation }: ExplainedProps) {
  const { tokens } = explanation;
  const written = attributionFormat(
    tokens.map(({ attribution }) => attribution),
    hasSigns(explanation),
  );
  return (
    <>
      <p>{meaning(explanation)}</p>
      <div class="scrollable" tabIndex={0} role="region" aria-label="Tokens">
        <table class="tokens">
          <caption>Tokens as the model reads them</caption>
          <thead>
            <tr>
              <th scope="col">Token</th>
              <th scope="col" class="figure">
                Id
              </th>
              <th scope="col" class="figure">
                Attribution
              </th>
              <th scope="col" class="figure">
                Score
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map(({ token, id, attribution, score, special }, i) => (
              <tr key={i}>
                <th scope="row" class={special ? 'special' : ''}>
                  <bdi>{shown(token)}</bdi>
                </th>
                <td class="figure">{id}</td>
                <td class="figure">{written(attribution)}</td>
                <td class="figure">{signed(score, (magnitude) => magnitude.toFixed(3))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl class="facts">
        {[...findings(explanation), ...machinery(explanation)].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>logits</dt>
          <dd>{explanation.prediction.logits.map((logit) => signed(logit, significant(4))).join(', ')}</dd>
        </div>
      </dl>
      <p class="hint">A score is an attribution divided by the Euclidean norm of all tokens’ attributions.</p>
    </>
  );
}
