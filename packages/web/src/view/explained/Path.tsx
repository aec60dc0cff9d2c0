import type { PathTrace } from '@gradlens/ig';
import { columnFormat, number, outputOf } from '@gradlens/ig/view';
import { accumulatedLine, curveLine, linear, type Scale } from './pathLines.ts';
import type { ExplainedProps } from './props.ts';

const [width, height] = [640, 280];
const margin = { left: 64, right: 16, top: 16, bottom: 44 };

/** How the output and the sum of the attributions grow on the way from the baseline to the text. */
export function Path({ subject, explanation }: ExplainedProps) {
  if (explanation.method.name !== 'integrated_gradients') {
    return (
      <p class="waiting">Only integrated gradients take a straight path from the baseline to the text.</p>
    );
  }
  const { answer, failure, busy } = subject.traces;
  if (failure.value !== null) return <p class="failure">{failure.value}</p>;
  if (!answer.value) return <p class="waiting">Computing …</p>;
  const { request, result: traces } = answer.value;
  const output = outputOf(request.explanation);
  const points = traces.reduce((sum, trace) => sum + trace.points.length, 0);
  return (
    <figure class={`path ${busy.value ? 'stale' : ''}`}>
      <Plot traces={traces} output={output} />
      <figcaption>
        <span class="key curve" /> the {output} on the way, known at {points} points;{' '}
        <span class="key accumulated" /> what the attributions of all tokens add up to so far. Where the two
        end together, the attributions account for the whole change.
      </figcaption>
    </figure>
  );
}

function Plot({ traces, output }: { readonly traces: readonly PathTrace[]; readonly output: string }) {
  const values = traces.flatMap(({ points, baselineValue, value }) => [
    baselineValue,
    value,
    ...points.map((point) => point.value),
  ]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = linear([0, 1], [margin.left, width - margin.right]);
  const pad = (high - low || 1) * 0.06;
  const y = linear([low - pad, high + pad], [height - margin.bottom, margin.top]);
  const format = columnFormat([low, high]);
  const ends = traces.length === 1 ? [traces[0]!.baselineValue, traces[0]!.value] : [low, high];
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`The ${output} from the baseline to the text`}
    >
      {ends.map((value) => (
        <g key={value}>
          <line class="rule" x1={margin.left} x2={width - margin.right} y1={y(value)} y2={y(value)} />
          <text class="tick" x={margin.left - 8} y={y(value) + 4} text-anchor="end">
            {number(value, format)}
          </text>
        </g>
      ))}
      <text class="tick" x={margin.left} y={height - 20}>
        baseline (α = 0)
      </text>
      <text class="tick" x={width - margin.right} y={height - 20} text-anchor="end">
        text (α = 1)
      </text>
      {traces.map((trace, i) => (
        <Lines key={i} trace={trace} x={x} y={y} />
      ))}
    </svg>
  );
}

function Lines({ trace, x, y }: { readonly trace: PathTrace; readonly x: Scale; readonly y: Scale }) {
  return (
    <g>
      <path class="curve" d={curveLine(trace, x, y)} />
      <path class="accumulated" d={accumulatedLine(trace, x, y)} />
      {trace.points.map(({ position, value }) => (
        <circle key={position} class="point" cx={x(position)} cy={y(value)} r={3} />
      ))}
    </g>
  );
}
