import type { Explanation } from '../../explanation.ts';
import type { Format } from '../format.ts';
import type { Failure, Recorded } from '../recorded.ts';
import { beginDocument, endDocument } from './document.ts';
import { columns, row } from './record.ts';
import { script, scriptHash } from './script.ts';
import { styleOfMany, styleOfOne } from './style.ts';

type Page = Format<Recorded<Explanation> | Failure>;

/** A page of one explanation, with all its numbers in sight. */
export const explanationPage: Page = {
  begin: () => begin('What moved the prediction', styleOfOne, ''),
  record: (record, index) => row(record, index, true),
  end: () => end(''),
};

/** A page of many explanations, to be searched and sorted. */
export const explanationsPage: Page = {
  begin: () => begin('What moved the predictions', styleOfMany, search),
  record: (record, index) => row(record, index, false),
  end: () => end(`<script>${script}</script>\n`),
};

/** The script shows it. */
const search = `<div class="search" role="search" hidden><label>Search <input type="search" autocomplete="off"></label> <output></output></div>
`;

function begin(title: string, style: string, tools: string): string {
  return `${beginDocument(title, style, `script-src '${scriptHash}'`)}<ul class="legend">
<li class="of-for"><mark class="for" style="--s:1">word</mark> towards the attribution label</li>
<li class="of-against"><mark class="against" style="--s:1">word</mark> away from it</li>
<li class="of-either"><mark class="either" style="--s:1">word</mark> moves it, up or down: the method tells no direction</li>
<li>The stronger the colour, the larger the share: full for the strongest word of a text, none below a tenth of that.</li>
</ul>
<div class="tools">
${tools}<label class="special-tokens"><input type="checkbox" checked> Show in the texts what the model adds, like [CLS]</label>
</div>
<table role="table" class="records">
<caption>${title}</caption>
<thead role="rowgroup"><tr role="row">
${Object.entries(columns)
  .map(([name, heading]) => `<th scope="col" role="columnheader" class="${name}">${heading}</th>\n`)
  .join('')}</tr></thead>
<tbody role="rowgroup">
`;
}

function end(scripts: string): string {
  return `</tbody>
</table>
<footer>
<p>A word’s <em>attribution</em> is its share of the change of the explained output from the baseline to the text, in units of that output. The <em>attribution score</em> is the sum of all attributions, divided by their Euclidean norm. <em>Delta</em> is by how much the attributions miss the change. They tell what moved this model from this baseline; another baseline asks another question.</p>
</footer>
${endDocument(scripts)}`;
}
