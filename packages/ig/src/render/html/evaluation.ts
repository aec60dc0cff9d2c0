import type { Evaluation } from '../../evaluation/evaluate.ts';
import { metrics } from '../../evaluation/metrics.ts';
import { isolated, rounded } from '../markup.ts';
import { extentOf, legendOf, rankingsOf, type Place, type Ranking } from '../ranking.ts';
import { beginDocument, endDocument } from './document.ts';
import { styleOfEvaluation } from './style.ts';
import { head, line } from './table.ts';

const title = 'How faithful the explanations are';

/** An evaluation as a page without a script: a table and a plot for each metric. */
export function evaluationPage(evaluation: Evaluation): string {
  const { model, device, data, seed } = evaluation;
  return `${beginDocument(title, styleOfEvaluation)}<p>${data === null ? '' : `${isolated(data)}: `}${extentOf(evaluation)}; model ${isolated(model.name)}, on ${isolated(`${device.backend}, ${device.adapter}`)}, seed ${seed}.</p>
<p>${legendOf(evaluation, '<span class="better">✓</span>')}.</p>
${rankingsOf(evaluation).map(section).join('')}<footer>
<p>Dots are means over the texts, lines where 95 % of the means of resampled texts lie. No explanation is the right one; these measures tell which are more faithful
to this model on these texts.</p>
</footer>
${endDocument()}`;
}

function section({ metric, places }: Ranking): string {
  const { title: name, better, meaning } = metrics[metric];
  const ends = places.flatMap(({ estimate: { low, high } }) => [low, high]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const at = (value: number): string => rounded(most === least ? 0 : (value - least) / (most - least));
  return `<section>
<h2>${name}</h2>
<p>${meaning}${better === null ? '' : `; ${better} is better`}.</p>
<table>
${head(['explainer, baseline', null, 'mean', '95 % interval', 'plot'])}<tbody>
${places.map((place) => row(place, at)).join('')}</tbody>
</table>
</section>
`;
}

function row(
  { explainer, baseline, estimate: { mean: value, low, high }, mean, interval, beatsRandom }: Place,
  at: (value: number) => string,
): string {
  return line(isolated(baseline === null ? explainer : `${explainer}, ${baseline}`), [
    `<td>${beatsRandom ? '<span class="better" title="better than random">✓</span>' : ''}</td>`,
    `<td>${mean}</td>`,
    `<td>${interval}</td>`,
    `<td class="plot" style="--zero:${at(0)};--low:${at(low)};--high:${at(high)};--mean:${at(value)}"><i></i><b></b></td>`,
  ]);
}
