import { chart, rounded } from '../chart.ts';
import { exponentOf, type Growth } from './measure.ts';

/** What a panel shows: a backend, and how time grows on it. */
export interface Panel {
  readonly title: string;
  readonly growths: readonly Growth[];
}

const colors = ['#4393c3', '#e08214', '#5aae61', '#9970ab'];

/** Pixels. */
const area = { left: 62, top: 52, width: 330, height: 250, gap: 60, right: 20, bottom: 48 };
/** Both axes go from 1 to here, by logarithms. */
const most = 100;
const ticks = [1, 2, 5, 10, 20, 50, 100];

/** Time over size, both as multiples of the smallest, a panel for each backend, as SVG. The dashed line is time that grows with the size. */
export function plot(panels: readonly Panel[]): string {
  const width = area.left + panels.length * (area.width + area.gap) - area.gap + area.right;
  const height = area.top + area.height + area.bottom;
  return chart(
    {
      width,
      height,
      title: 'How the time of a gradient grows with steps, tokens, layers and texts',
      description: panels.map(described).join(' '),
      styles: '.even { stroke: #8b949e; stroke-dasharray: 5 4; }\n',
    },
    `<text transform="translate(16 ${area.top + area.height / 2}) rotate(-90)" text-anchor="middle">times as long</text>
${panels.map((panel, i) => panelOf(panel, area.left + i * (area.width + area.gap))).join('\n')}`,
  );
}

/** @param left where the panel's area begins, in pixels */
function panelOf({ title, growths }: Panel, left: number): string {
  const x = (times: number): number => rounded(left + (area.width * Math.log(times)) / Math.log(most));
  return [
    `<text class="title" x="${left}" y="26">${title}</text>`,
    ...ticks.flatMap((tick) => [
      `<line class="grid" x1="${left}" y1="${y(tick)}" x2="${left + area.width}" y2="${y(tick)}"/>`,
      `<text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
      `<text x="${x(tick)}" y="${y(1) + 18}" text-anchor="middle">${tick}</text>`,
    ]),
    `<text x="${left + area.width / 2}" y="${y(1) + 38}" text-anchor="middle">times the size</text>`,
    `<line class="even" x1="${x(1)}" y1="${y(1)}" x2="${x(most)}" y2="${y(most)}"/>`,
    ...growths.map((growth, i) => {
      const line = relative(growth).map(({ size, time }) => [x(size), y(time)] as const);
      return [
        `<polyline points="${line.map((point) => point.join(',')).join(' ')}" fill="none" stroke="${colors[i]}" stroke-width="2"/>`,
        ...line.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colors[i]}"/>`),
        `<text x="${left + 12}" y="${area.top + 18 + 18 * i}"><tspan fill="${colors[i]}">●</tspan> ${labelOf(growth)}</text>`,
      ].join('\n');
    }),
  ].join('\n');
}

function labelOf(growth: Growth): string {
  return `${growth.axis}: exponent ${exponentOf(growth).toFixed(2)}`;
}

function described({ title, growths }: Panel): string {
  return `${title}: ${growths.map(labelOf).join(', ')}.`;
}

/** Sizes and times as multiples of the first; a time below it is drawn there. */
function relative({ points }: Growth): { size: number; time: number }[] {
  const [first] = points;
  return points.map(({ size, timing }) => ({
    size: size / first!.size,
    time: Math.max(1, timing.median / first!.timing.median),
  }));
}

function y(times: number): number {
  return rounded(area.top + area.height * (1 - Math.log(times) / Math.log(most)));
}
