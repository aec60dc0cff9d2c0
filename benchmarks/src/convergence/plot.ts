import { chart, rounded } from '../chart.ts';
import { percent } from '../format.ts';
import { tolerance, type Rule } from './measure.ts';
import type { Summary } from './summary.ts';

/** What a panel shows: a model, and what explanations of it came to by rule. */
export interface Panel {
  readonly title: string;
  readonly summaries: ReadonlyMap<Rule, Summary>;
}

interface Point {
  readonly evaluations: number;
  /** Of explanations within the tolerance, in [0, 1]. */
  readonly within: number;
}

const fixedColor = '#4393c3';
const adaptiveColor = '#e08214';

/** Pixels. */
const area = { left: 66, top: 66, width: 310, height: 190, gap: 34, right: 20, bottom: 50 };

const wanted = percent(tolerance);
const shares = [0, 0.25, 0.5, 0.75, 1];
const ticks = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/**
 * Share of explanations within the tolerance over gradient evaluations, a panel for each model, as SVG: the curve of Gauss–Legendre over its
 * number of points, and the adaptive method as a point at its median with a whisker to its most. The colours follow the reader's scheme.
 */
export function plot(panels: readonly Panel[]): string {
  const counts = panels.flatMap(({ summaries }) => {
    const { most } = summaries.get('adaptive')!.evaluations;
    return [most, ...fixedPoints(summaries).map(({ evaluations }) => evaluations)];
  });
  const range = { least: Math.min(...counts), most: Math.max(...counts) };
  const width = area.left + panels.length * (area.width + area.gap) - area.gap + area.right;
  const height = area.top + area.height + area.bottom;
  const middle = area.top + area.height / 2;
  return chart(
    {
      width,
      height,
      title: `How many gradient evaluations Integrated Gradients needs for a delta within ${wanted}`,
      description: panels.map(described).join(' '),
    },
    `<text transform="translate(18 ${middle}) rotate(-90)" text-anchor="middle">explanations within ${wanted}</text>
${shares.map((share) => `<text x="${area.left - 8}" y="${y(share) + 4}" text-anchor="end">${percent(share)}</text>`).join('\n')}
${panels.map((panel, i) => panelOf(panel, area.left + i * (area.width + area.gap), range)).join('\n')}`,
  );
}

/** @param left where the panel's area begins, in pixels */
function panelOf(
  { title, summaries }: Panel,
  left: number,
  range: { readonly least: number; readonly most: number },
): string {
  // Logarithmic: what matters is how many times more evaluations one takes than another.
  const x = (count: number): number =>
    rounded(left + (area.width * Math.log(count / range.least)) / Math.log(range.most / range.least));
  const right = left + area.width;
  const bottom = y(0);
  const points = fixedPoints(summaries);
  const { within, evaluations } = summaries.get('adaptive')!;
  const [median, most, level] = [x(evaluations.median), x(evaluations.most), y(within)];
  return [
    `<text class="title" x="${left}" y="26">${title}</text>`,
    ...shares.map(
      (share) => `<line class="grid" x1="${left}" y1="${y(share)}" x2="${right}" y2="${y(share)}"/>`,
    ),
    ...ticks
      .filter((tick) => tick >= range.least && tick <= range.most)
      .map((tick) => `<text x="${x(tick)}" y="${bottom + 20}" text-anchor="middle">${tick}</text>`),
    `<text x="${left + area.width / 2}" y="${bottom + 40}" text-anchor="middle">gradient evaluations</text>`,
    `<polyline points="${points.map((point) => `${x(point.evaluations)},${y(point.within)}`).join(' ')}" fill="none" stroke="${fixedColor}" stroke-width="2"/>`,
    ...points.map(
      (point) =>
        `<circle cx="${x(point.evaluations)}" cy="${y(point.within)}" r="3.5" fill="${fixedColor}"/>`,
    ),
    `<text x="${right}" y="${y(0.5) - 8}" text-anchor="end"><tspan fill="${fixedColor}">●</tspan> Gauss–Legendre</text>`,
    `<path d="M${median} ${level}H${most}m0 -6v12" fill="none" stroke="${adaptiveColor}" stroke-width="3"/>`,
    `<path d="M${median} ${level - 7}l7 7l-7 7l-7 -7z" fill="${adaptiveColor}"/>`,
    `<text x="${median}" y="${level - 16}" text-anchor="middle"><tspan fill="${adaptiveColor}">◆</tspan> adaptive: median ${evaluations.median}, most ${evaluations.most}</text>`,
  ].join('\n');
}

function described({ title, summaries }: Panel): string {
  const fixed = fixedPoints(summaries).map(
    ({ evaluations, within }) => `${percent(within)} with ${evaluations}`,
  );
  const { within, evaluations } = summaries.get('adaptive')!;
  return `${title}: Gauss–Legendre is within ${wanted} on ${fixed.join(', ')} evaluations; the adaptive method on ${percent(within)}, with ${evaluations.median} at the median and ${evaluations.most} at most.`;
}

/** Of Gauss–Legendre, in ascending order of evaluations. */
function fixedPoints(summaries: ReadonlyMap<Rule, Summary>): Point[] {
  return [...summaries]
    .flatMap(([rule, { within }]) => (rule === 'adaptive' ? [] : { evaluations: rule, within }))
    .toSorted((a, b) => a.evaluations - b.evaluations);
}

function y(share: number): number {
  return rounded(area.top + (1 - share) * area.height);
}
