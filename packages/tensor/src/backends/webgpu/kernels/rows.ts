import { sizeOf } from '../../../graph/shape.ts';
import type { KernelStep, Value } from '../../../plan/plan.ts';
import { defineFold, LANES } from '../fold.ts';
import { float, linearGrid, Shader, type Dispatch } from '../shader.ts';

/** Rows at most this wide are each done by one invocation; a workgroup shares a wider one. */
const WIDEST_ALONE = 32;

/** The text of a kernel that works on rows of `width`; `sum` and `max` fold what the lanes of a row hold. */
interface RowKernel {
  readonly inputs: readonly string[];
  /** Statements up to `out[row + c] = …`, which the loop over columns c ends with. */
  body(row: RowText, epsilon: number): string;
}

interface RowText {
  /** `for` over the columns of a lane. */
  each(statement: string): string;
  sum(variable: string): string;
  max(variable: string): string;
  readonly width: number;
}

const softmaxMoments = ({ each, sum, max }: RowText): string => `
  var largest = -3.4028234663852886e38f;
  ${each('largest = max(largest, x[row + c]);')}
  ${max('largest')}
  var total = 0f;
  ${each('total += exp(x[row + c] - largest);')}
  ${sum('total')}`;

const layerNormMoments = ({ each, sum, width }: RowText, epsilon: number): string => `
  var mean = 0f;
  ${each('mean += x[row + c];')}
  ${sum('mean')}
  mean /= ${width}f;
  var variance = 0f;
  ${each('variance += (x[row + c] - mean) * (x[row + c] - mean);')}
  ${sum('variance')}
  let deviation = sqrt(variance / ${width}f + ${float(epsilon)});`;

export const rowKernels = {
  softmax: {
    inputs: ['x'],
    body: (row) => `${softmaxMoments(row)}
  ${row.each('out[row + c] = exp(x[row + c] - largest) / total;')}`,
  },
  logSoftmax: {
    inputs: ['x'],
    body: (row) => `${softmaxMoments(row)}
  ${row.each('out[row + c] = x[row + c] - largest - log(total);')}`,
  },
  softmaxGrad: {
    inputs: ['y', 'dy'],
    body: ({ each, sum }) => `
  var dot = 0f;
  ${each('dot += y[row + c] * dy[row + c];')}
  ${sum('dot')}
  ${each('out[row + c] = y[row + c] * (dy[row + c] - dot);')}`,
  },
  layerNorm: {
    inputs: ['x', 'gamma', 'beta'],
    body: (row, epsilon) => `${layerNormMoments(row, epsilon)}
  ${row.each('out[row + c] = gamma[c] * ((x[row + c] - mean) / deviation) + beta[c];')}`,
  },
  layerNormGrad: {
    inputs: ['x', 'gamma', 'dy'],
    body: (row, epsilon) => `${layerNormMoments(row, epsilon)}
  var mean_g = 0f;
  var mean_gx = 0f;
  ${row.each('let g = gamma[c] * dy[row + c]; mean_g += g; mean_gx += g * ((x[row + c] - mean) / deviation);')}
  ${row.sum('mean_g')}
  ${row.sum('mean_gx')}
  mean_g /= ${row.width}f;
  mean_gx /= ${row.width}f;
  ${row.each('out[row + c] = (gamma[c] * dy[row + c] - mean_g - ((x[row + c] - mean) / deviation) * mean_gx) / deviation;')}`,
  },
} satisfies Record<string, RowKernel>;

/** Lowers a rowwise op: its kernel's text, with a lane or a workgroup to a row. */
export function rows(
  { kernel, attrs, operands, output }: KernelStep & { kernel: keyof typeof rowKernels },
  values: readonly Value[],
): Dispatch[] {
  const shader = new Shader(values);
  const { inputs, body }: RowKernel = rowKernels[kernel];
  const { shape } = values[output]!;
  const width = shape.at(-1)!;
  const count = sizeOf(shape.slice(0, -1));
  const shared = width > WIDEST_ALONE;
  if (shared) for (const kind of ['sum', 'max'] as const) defineFold(shader, kind);
  const text: RowText = {
    width,
    each: (statement) =>
      `for (var c = ${shared ? 'local' : '0u'}; c < ${width}u; c += ${shared ? LANES : 1}u) { ${statement} }`,
    sum: (variable) => (shared ? `${variable} = fold_sum(${variable}, local);` : ''),
    max: (variable) => (shared ? `${variable} = fold_max(${variable}, local);` : ''),
  };
  const buffers = operands.map(({ value }) => shader.read(value));
  const named = inputs.reduce(
    (code, input, i) => code.replaceAll(new RegExp(`\\b${input}\\[`, 'g'), `${buffers[i]}[`),
    body(text, attrs.epsilon),
  );
  const { workgroups, id } = linearGrid(shared ? count : Math.ceil(count / LANES));
  const main = `  let index = ${shared ? id : `${id} * ${LANES}u + local`};
  if (index >= ${count}u) { return; }
  let row = index * ${width}u;${named}`;
  return [shader.finish(output, main, { workgroupSize: LANES, workgroups })];
}
