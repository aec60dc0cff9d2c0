import { explainers } from '../explainers/index.ts';
import type { AttributedWord, Explanation } from '../explanation.ts';
import { bars } from './bars.ts';
import { cells, column, widthOf, wrap, type Cell } from './cells.ts';
import { columnsWithin, facts, gap, layOut, warnings, type Block, type TerminalOptions } from './layout.ts';
import { layerMatrix } from './layerMatrix.ts';
import { columnFormat, counted, duration, number, percent, signed, significant } from './numbers.ts';
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
      texts(explanation, columns),
      prediction(explanation, columns),
      wrap(cells(meaning(explanation), 'faint'), columns),
      ...tables(explanation, columns),
      ...partsTable(explanation, columns),
      ...layerMatrix(explanation, columns),
      ...warnings(explanation.notices, columns),
      account(explanation, columns),
    ],
    color,
  );
}

/** The text, and the pair, up to the last word that was read. */
function texts({ text, pair, words }: Explanation, columns: number): Block {
  const strongest = Math.max(...words.map(({ attribution }) => Math.abs(attribution)));
  const styled = (whole: string, own: readonly AttributedWord[]): Cell[] => {
    const line: Cell[] = [];
    let done = 0;
    for (const { start, end, attribution } of own) {
      line.push(...cells(whole.slice(done, start)));
      line.push(...cells(whole.slice(start, end), wordStyle(attribution / strongest)));
      done = end;
    }
    return /\S/u.test(whole.slice(done)) ? [...line, ...cells(' …', 'faint')] : line;
  };
  return [
    ...wrap(styled(text, wordsOf(words, undefined)), columns),
    ...(pair === null ? [] : wrap(styled(pair, wordsOf(words, 1)), columns)),
  ];
}

function wordsOf(words: readonly AttributedWord[], segment: 1 | undefined): readonly AttributedWord[] {
  return words.filter((word) => word.segment === segment);
}

function wordStyle(share: number): Style {
  if (share >= standsOut) return 'word for';
  return share <= -standsOut ? 'word against' : 'plain';
}

/** The label with how sure the model is, and what else it thought of; for a regression, the value. */
function prediction(
  { prediction: { index, logits, probabilities }, model }: Explanation,
  columns: number,
): Block {
  const outputs = model.labels.map((label, i) => ({
    text: `${label} ${probabilities ? percent(probabilities[i]!) : number(logits[i]!, significant(4))}`,
    logit: logits[i]!,
  }));
  const others = outputs
    .toSpliced(index, 1)
    .sort((a, b) => b.logit - a.logit)
    .slice(0, mostOthers);
  return wrap(
    [...cells(outputs[index]!.text, 'title'), ...others.flatMap(({ text }) => cells(` · ${text}`, 'faint'))],
    columns,
  );
}

function meaning({ target, method }: Explanation): string {
  const { label, against, neuron } = target;
  if (method.name === 'saliency') return `how strongly each word moves the ${outputOf(target)}, up or down`;
  if (against) return `+ towards ${label} and away from ${against.label}, − the other way`;
  if (label !== null) return `+ towards ${label}, − away from it`;
  return neuron === undefined
    ? `+ raises the ${outputOf(target)}, − lowers it`
    : `+ raises neuron ${neuron}, − lowers it`;
}

/** What is explained, as running text calls it. */
function outputOf({ label, output, against, neuron }: Explanation['target']): string {
  if (neuron !== undefined) return `activation of ${neuron}`;
  if (against) return `margin of ${label} over ${against.label}`;
  const name = output.replace('-', ' ');
  if (label !== null) return `${name} of ${label}`;
  return `sum of the ${output === 'probability' ? 'probabilities' : output === 'logit' ? 'logits' : 'log probabilities'}`;
}

/**
 * A table for the words of each segment: word, attribution, bar. What special tokens contribute stands in the last, so that the rows add up.
 */
function tables({ tokens, words }: Explanation, columns: number): Block[] {
  const rowsOf = (segment: 1 | undefined) =>
    wordsOf(words, segment).map(({ text, attribution }) => ({ label: cells(text), attribution }));
  const special = tokens.filter((token) => token.special);
  const specialRow = {
    label: cells([...new Set(special.map(({ token }) => token))].join(' '), 'faint'),
    attribution: special.reduce((sum, { attribution }) => sum + attribution, 0),
  };
  const groups = [rowsOf(undefined), rowsOf(1), special.length > 0 ? [specialRow] : []];

  const rows = groups.flat();
  const attributions = rows.map(({ attribution }) => attribution);
  const format = columnFormat(attributions);
  const numberWidth = Math.max(...attributions.map((attribution) => signed(attribution, format).length));
  const labelWidth = Math.min(Math.max(...rows.map(({ label }) => widthOf(label))), Math.floor(columns / 3));
  const barOf = bars(attributions, columns - labelWidth - numberWidth - 2 * widthOf(gap));
  return groups
    .filter((group) => group.length > 0)
    .map((group) =>
      group.map(({ label, attribution }) => [
        ...column(label, labelWidth),
        ...gap,
        ...column(cells(signed(attribution, format)), numberWidth, 'right'),
        ...gap,
        ...barOf(attribution),
      ]),
    );
}

/** The values that the attributions account for, how well they do, and what was used. */
function account(
  { target, method, model, device, convergence, milliseconds }: Explanation,
  columns: number,
): Block {
  const { value, baselineValue } = target;
  const format = columnFormat(baselineValue === null ? [value] : [value, baselineValue]);
  const entries: (readonly [name: string, value: string])[] = [
    ['value', `${number(value, format)} ${outputOf(target)}`],
  ];
  if (baselineValue !== null)
    entries.push(['baseline', `${number(baselineValue, format)} ${method.baseline}`]);
  if (convergence.delta !== null)
    entries.push(['delta', deltaOf(convergence.delta, convergence.relativeDelta)]);
  entries.push(
    ['method', describeMethod(method)],
    ['model', model.name],
    ['device', `${device.backend}, ${device.adapter}`],
    ['time', `${duration(milliseconds.explain)}, and ${duration(milliseconds.load)} to load the model`],
  );
  return facts(entries, columns);
}

function deltaOf(delta: number, relativeDelta: number | null): string {
  const share =
    relativeDelta === null ? '' : ` (${significant(2)(100 * Math.abs(relativeDelta))} % of the change)`;
  return `${signed(delta, significant(2))}${share}`;
}

function describeMethod(method: Explanation['method']): string {
  const parts: string[] = [explainers[method.name].title];
  if (method.smoothSamples !== undefined) {
    parts.push(
      `mean of ${counted(method.smoothSamples, 'copy', 'copies')} with noise of ${significant(3)(method.smoothStdev!)}`,
    );
  }
  if (method.quadrature !== null) parts.push(method.quadrature);
  if (method.quadrature !== null && method.quadrature !== 'adaptive')
    parts.push(counted(method.steps!, 'step'));
  if (method.occlude !== undefined) parts.push(`${method.occlude} tokens at a time`);
  // Of one baseline without noise, a fixed rule takes a gradient at each step.
  if (
    (method.gradientEvaluations > 0 && method.gradientEvaluations !== method.steps) ||
    method.quadrature === 'adaptive'
  )
    parts.push(counted(method.gradientEvaluations, 'gradient'));
  if (method.forwardEvaluations > 0) parts.push(counted(method.forwardEvaluations, 'text'));
  if (method.layer !== null) parts.push(`layer ${method.layer}`);
  if (method.seed !== undefined) parts.push(`seed ${method.seed}`);
  return parts.join(', ');
}
