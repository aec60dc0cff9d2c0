import type { Explanation } from '../../explanation.ts';
import { findings, machinery } from '../account.ts';
import { attributionFormat } from '../numbers.ts';
import { headline } from '../outputs.ts';
import { ownAttributions, rowGroups } from '../rows.ts';
import { runningTexts, type RunningText } from '../runningText.ts';
import { hasSigns, meaning } from '../target.ts';
import { bars } from './bars.ts';
import { cells, column, widthOf, wrap } from './cells.ts';
import { columnsWithin, facts, gap, layOut, warnings, type Block, type TerminalOptions } from './layout.ts';
import { layerMatrix } from './layerMatrix.ts';
import type { Style } from './paint.ts';
import { partsTable } from './partsTable.ts';

/** Words stand out in the text from this share of the strongest one's attribution on. */
const standsOut = 0.25;
/** Labels shown beside the predicted one. */
const mostOthers = 4;

/** An explanation for a terminal: lines that end in a newline, none wider than `width`. */
export function renderTerminal(explanation: Explanation, { width, color }: TerminalOptions): string {
  const columns = columnsWithin(width);
  return layOut(
    [
      runningTexts(explanation).flatMap((text) => runningText(text, columns)),
      prediction(explanation, columns),
      wrap(cells(meaning(explanation), 'faint'), columns),
      ...tables(explanation, columns),
      ...partsTable(explanation, columns),
      ...layerMatrix(explanation, columns),
      ...warnings(explanation.notices, columns),
      facts([...findings(explanation), ...machinery(explanation)], columns),
    ],
    color,
  );
}

function runningText({ spans, cut }: RunningText, columns: number): Block {
  const line = spans.flatMap(({ text, share }) => cells(text, share === null ? 'plain' : wordStyle(share)));
  return wrap(cut ? [...line, ...cells(' …', 'faint')] : line, columns);
}

function wordStyle(share: number): Style {
  if (share >= standsOut) return 'word for';
  return share <= -standsOut ? 'word against' : 'plain';
}

/** The label or the answer with how sure the model is, and what else it thought of; for a regression, the value. */
function prediction(explanation: Explanation, columns: number): Block {
  const { of, said, value, others } = headline(explanation);
  return wrap(
    [
      ...cells(of === null ? '' : `${of}: `),
      ...cells(`${said} ${value}`, 'title'),
      ...others.slice(0, mostOthers).flatMap((other) => cells(` · ${other.label} ${other.value}`, 'faint')),
    ],
    columns,
  );
}

/** A table for each group of rows: word, attribution, bar. */
function tables(explanation: Explanation, columns: number): Block[] {
  const own = ownAttributions(explanation);
  const groups = rowGroups(explanation).map((rows) =>
    rows.map(({ label, special, of }) => ({
      label: cells(label, special ? 'faint' : 'plain'),
      attribution: of(own),
    })),
  );
  const rows = groups.flat();
  const attributions = rows.map(({ attribution }) => attribution);
  const written = attributionFormat(attributions, hasSigns(explanation));
  const numberWidth = Math.max(...attributions.map((attribution) => written(attribution).length));
  const labelWidth = Math.min(Math.max(...rows.map(({ label }) => widthOf(label))), Math.floor(columns / 3));
  const barOf = bars(attributions, columns - labelWidth - numberWidth - 2 * widthOf(gap));
  return groups.map((group) =>
    group.map(({ label, attribution }) => [
      ...column(label, labelWidth),
      ...gap,
      ...column(cells(written(attribution)), numberWidth, 'right'),
      ...gap,
      ...barOf(attribution),
    ]),
  );
}
