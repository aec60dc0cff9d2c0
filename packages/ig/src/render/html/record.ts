import { labelIndex } from '../../choices/labelIndex.ts';
import type { Explanation } from '../../explanation.ts';
import { findings, machinery, type Fact } from '../account.ts';
import { escaped, isolated } from '../markup.ts';
import { number, signed, significant } from '../numbers.ts';
import { headline, outputs } from '../outputs.ts';
import { failureMessage, isFailure, nameOf, type Failure, type Recorded } from '../recorded.ts';
import { hasSigns, meaning, targetName } from '../target.ts';
import { layerTable } from './layerTable.ts';
import { runningText } from './runningText.ts';
import { wordTable } from './wordTable.ts';

/** The columns of Captum's `visualize_text`, and delta. */
export const columns = {
  number: '#',
  label: 'True label',
  predicted: 'Predicted label',
  target: 'Attribution label',
  score: 'Attribution score',
  delta: 'Delta',
  words: 'Words',
} as const;
type Column = keyof typeof columns;

/** A row of the page; `open` shows at once what stands behind it. */
export function row(record: Recorded<Explanation> | Failure, index: number, open: boolean): string {
  const name = isolated(nameOf(record, index));
  const head = `<tr role="row">\n<th scope="row" role="rowheader" class="number" data-key="${index}">${name}</th>\n`;
  return `${head}${isFailure(record) ? failure(record) : explanation(record, open)}</tr>\n`;
}

function failure(record: Failure): string {
  return `${cell('label', '')}<td role="cell" colspan="5" class="failure">${escaped(failureMessage(record))}</td>\n`;
}

function explanation(record: Recorded<Explanation>, open: boolean): string {
  const { label, convergence, target, tokens, notices } = record;
  const { said, value } = headline(record);
  const { probability, logit } = outputs(record)[0]!;
  const score = tokens.reduce((sum, token) => sum + token.score, 0);
  const { delta } = convergence;
  return [
    cell('label', label === undefined ? '' : isolated(trueLabel(label, record))),
    cell(
      'predicted',
      `${isolated(said)} <span>${value}</span>`,
      record.prediction.answer?.probability ?? probability ?? logit,
    ),
    cell('target', isolated(targetName(target))),
    cell(
      'score',
      (hasSigns(record) ? signed : number)(score, (magnitude) => magnitude.toFixed(2)),
      score,
    ),
    delta === null ? cell('delta', '–') : cell('delta', signed(delta, significant(2)), Math.abs(delta)),
    cell(
      'words',
      `${runningText(record)}${notices
        .map(({ message }) => `<p class="notice">${escaped(message)}</p>\n`)
        .join('')}<details${open ? ' open' : ''}><summary>All words and numbers</summary>
<p>${escaped(meaning(record))}</p>
${wordTable(record)}${layerTable(record)}${facts([...findings(record), ...machinery(record)])}</details>`,
    ),
  ].join('');
}

/** A data set may give labels by their names or by their indices. */
function trueLabel(label: string | number, { model: { labels } }: Explanation): string {
  const index = labelIndex(label, labels);
  return index === undefined ? String(label) : labels[index]!;
}

/** A cell; `key` is what numbers are sorted by. */
function cell(column: Column, content: string, key?: number): string {
  return `<td role="cell" class="${column}"${key === undefined ? '' : ` data-key="${key}"`}>${content}</td>\n`;
}

function facts(entries: readonly Fact[]): string {
  return `<dl>\n${entries
    .map(([name, value]) => `<div><dt>${name}</dt><dd>${escaped(value)}</dd></div>\n`)
    .join('')}</dl>\n`;
}
