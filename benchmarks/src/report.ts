import type { ExplainReport } from './explain.ts';
import type { Machine } from './machine.ts';
import { isRight, type PeerResult, type ProductResult } from './matmul.ts';
import { geometricMean, type Timing } from './measure.ts';
import { describeProduct, dimensionsOf } from './shapes.ts';

/** All that a run of the benchmark found; the JSON file is this. */
export interface Report {
  readonly machine: Machine;
  readonly adapter: string;
  /** Package and version of the peers; the first is this project. */
  readonly peers: readonly string[];
  readonly quick: boolean;
  readonly matmul: readonly ProductResult[];
  readonly explain: ExplainReport;
}

export function markdown(report: Report): string {
  return [header(report), matmulSection(report), explainSection(report)].join('\n\n') + '\n';
}

/** A result was wrong. */
export function hasFailure({ matmul, explain }: Report): boolean {
  const wrongProduct = matmul.some(({ peers }) => peers.some(({ check }) => !isRight(check)));
  return wrongProduct || (explain.kind === 'skipped' && explain.wrong);
}

function header({ machine, adapter, peers, quick }: Report): string {
  const { processor, cores, memoryGiB, system, node, dawn, commit, date, load } = machine;
  return `# Benchmark on ${adapter}

- Machine: ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}
- Adapter and driver: ${adapter}
- Node ${node}, Dawn from the npm package webgpu ${dawn}
- ${peers.join(', ')}
- ${date}, commit ${commit}, ${quick ? 'quick run, ' : ''}load average before the run ${load.toFixed(1)}`;
}

function matmulSection({ peers, matmul }: Report): string {
  const [own, ...others] = peers;
  const rows = matmul.map(({ product, repeats, peers: results }) => {
    const { rows: tokens, inner, columns } = dimensionsOf(product);
    const [first, ...rest] = results;
    const figures = [figure(first!), ...rest.flatMap((result) => [figure(result), ratio(result)])];
    return [product.orientation, tokens, `${inner}→${columns}`, ...figures, repeats];
  });
  const columns = [own!, ...others.flatMap((peer) => [peer, 'ratio'])];
  const refused = matmul.flatMap(({ product, peers: results }) =>
    results
      .filter(({ check }) => !isRight(check))
      .map(({ peer, check }) => `- ${peer}, ${describeProduct(product)}: ${check.worst}`),
  );
  return `## Matrix products of BERT-base's linear layers

x·Wᵀ is the forward pass, dy·W the gradient of the layer's input; W is stored [out, in] for both.

${table(['', 'tokens', 'features', ...columns, 'products a run'], rows)}

${means(others, matmul)}${refused.length > 0 ? `\n\nWrong, and therefore not timed:\n\n${refused.join('\n')}` : ''}

Milliseconds of one product as median (lower quartile – upper quartile), and GFLOP/s at the median. The ratio is the
peer's time over ours within a round: above 1 ours is faster. All peers share the adapter and take turns, one run each a
round, in an order that rotates. A run queues as many products as the last column says and waits until one number is
back: operands lie on the device before, results stay there. The number comes from the last product (tfjs) or is the sum
of one number of each (ours, whose graph would leave out a product that nothing needs; the few additions are in our
time). Before a shape is timed, each peer's whole result is held against the float64 reference, element by element, and
must lie within γ·‖row‖·‖column‖, γ = K·2⁻²⁴ / (1 − K·2⁻²⁴).`;
}

function means(others: readonly string[], matmul: readonly ProductResult[]): string {
  return others
    .map((peer, i) => {
      const ratios = matmul.flatMap(({ peers }) => peers[i + 1]!.ratio?.median ?? []);
      if (ratios.length === 0) return `No shape was timed for ours and ${peer} both.`;
      const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
      return `Ratio to ${peer} over ${ratios.length} shapes: geometric mean ${geometricMean(ratios).toFixed(2)}, ${range}.`;
    })
    .join('\n\n');
}

function explainSection({ explain }: Report): string {
  const title = '## `gradlens explain` with the bundled model';
  if (explain.kind === 'skipped') return `${title}\n\nNot measured: ${explain.why}.`;
  const rows = explain.rows.map(({ device, adapter, steps, process, load, explain: inside }) => {
    return [device, adapter, steps, ...[process, load, inside].map(spread), process.samples.length];
  });
  return `${title}

\`gradlens explain "${explain.text}" --json\`

${table(['device', 'adapter', 'steps', 'whole process', 'load', 'explain', 'runs'], rows)}

Milliseconds as median (lower quartile – upper quartile). The whole process is from its start to its end, Node's own
start included; load and explain are what it reports of itself. Devices take turns. Before they are timed, their
attributions are held against the reference's: they must agree to 1e-4 of the largest.`;
}

function figure({ timing, gflops }: PeerResult): string {
  return timing ? `${spread(timing)}, ${digits(gflops!)} GFLOP/s` : '**wrong**';
}

function ratio({ ratio: found }: PeerResult): string {
  return found
    ? `**${found.median.toFixed(2)}** (${found.low.toFixed(2)} – ${found.high.toFixed(2)})`
    : 'none';
}

function spread({ median, low, high }: Omit<Timing, 'samples'>): string {
  return `${digits(median)} (${digits(low)} – ${digits(high)})`;
}

function digits(number: number): string {
  return number >= 100 ? number.toFixed(0) : number.toPrecision(3);
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}
