import { sizeOf } from '../../../graph/shape.ts';
import type { KernelStep, Value } from '../../../plan/plan.ts';
import { combined, defineFold, foldingLanes, neutral, type FoldKind } from '../fold.ts';
import { float, linearGrid, Shader, type Dispatch } from '../shader.ts';
import type { Target } from '../target.ts';

/** Rows at most this wide are each done by one invocation; a workgroup shares a wider one. */
const WIDEST_ALONE = 32;
/** Invocations of a workgroup that do a row each. */
const ALONE = 64;

/**
 * An op on rows, as WGSL expressions in which an input's name stands for its element in one column. They are folded over all columns one after the
 * other, under names that later ones use; then comes the result.
 */
interface RowKernel {
  readonly inputs: readonly string[];
  /** Inputs that have one row, which serves all. */
  readonly shared?: readonly string[];
  readonly steps: readonly RowStep[];
  readonly result: string;
}

type RowStep =
  | { readonly name: string; readonly fold: FoldKind | 'mean'; readonly of: string }
  /** A number of the row. */
  | { readonly name: string; readonly is: string };

const softmaxMoments: readonly RowStep[] = [
  { name: 'largest', fold: 'max', of: 'x' },
  { name: 'total', fold: 'sum', of: 'exp(x - largest)' },
];

const layerNormMoments: readonly RowStep[] = [
  { name: 'mean', fold: 'mean', of: 'x' },
  { name: 'variance', fold: 'mean', of: '(x - mean) * (x - mean)' },
  { name: 'deviation', is: 'sqrt(variance + epsilon)' },
];

export const rowKernels = {
  softmax: { inputs: ['x'], steps: softmaxMoments, result: 'exp(x - largest) / total' },
  logSoftmax: { inputs: ['x'], steps: softmaxMoments, result: 'x - largest - log(total)' },
  softmaxGrad: {
    inputs: ['y', 'dy'],
    steps: [{ name: 'dot', fold: 'sum', of: 'y * dy' }],
    result: 'y * (dy - dot)',
  },
  layerNorm: {
    inputs: ['x', 'gamma', 'beta'],
    shared: ['gamma', 'beta'],
    steps: layerNormMoments,
    result: 'gamma * ((x - mean) / deviation) + beta',
  },
  layerNormGrad: {
    inputs: ['x', 'gamma', 'dy'],
    shared: ['gamma'],
    steps: [
      ...layerNormMoments,
      { name: 'mean_g', fold: 'mean', of: 'gamma * dy' },
      { name: 'mean_gx', fold: 'mean', of: 'gamma * dy * ((x - mean) / deviation)' },
    ],
    result: '(gamma * dy - mean_g - ((x - mean) / deviation) * mean_gx) / deviation',
  },
} satisfies Record<string, RowKernel>;

/** Lowers a rowwise op: an invocation or a workgroup to a row, which reads it by vectors where they come out even. */
export function rows(
  { kernel, attrs, operands, output }: KernelStep & { kernel: keyof typeof rowKernels },
  values: readonly Value[],
  target: Target,
): Dispatch[] {
  const shader = new Shader(values);
  const { inputs, shared = [], steps, result }: RowKernel = rowKernels[kernel];
  const { shape } = values[output]!;
  const width = shape.at(-1)!;
  const count = sizeOf(shape.slice(0, -1));
  const alone = width <= WIDEST_ALONE;
  const lanes = alone ? ALONE : foldingLanes(target);
  const numbers = width % 4 === 0 ? 4 : 1;
  const element = numbers === 4 ? 'vec4f' : 'f32';

  const each = (statement: string): string =>
    `for (var c = ${alone ? '0u' : 'local'}; c < ${width / numbers}u; c += ${alone ? 1 : lanes}u) { ${statement} }`;
  const loaded = (expression: string): string =>
    inputs
      .filter((name) => new RegExp(`\\b${name}\\b`).test(expression))
      .map((name) => {
        const buffer = shader.read(operands[inputs.indexOf(name)]!.value, element);
        return `let ${name} = ${buffer(`${shared.includes(name) ? '' : 'row + '}c`)};`;
      })
      .join(' ');
  const ofNumbers = (kind: FoldKind, value: string): string =>
    numbers === 1
      ? value
      : ['y', 'z', 'w'].reduce((all, part) => combined(kind, all, `${value}.${part}`), `${value}.x`);
  const fold = (name: string, kind: FoldKind, of: string, divided: string): string => {
    const parts = `${name}_parts`;
    const own = ofNumbers(kind, parts);
    const whole = alone ? own : defineFold(shader, kind, target)(own);
    return `var ${parts} = ${element}(${neutral[kind]});
  ${each(`${loaded(of)} ${parts} = ${combined(kind, parts, of)};`)}
  let ${name} = ${divided === '' ? whole : `(${whole})${divided}`};`;
  };
  const body = steps.map((step) => {
    if ('is' in step) return `let ${step.name} = ${step.is};`;
    return step.fold === 'mean'
      ? fold(step.name, 'sum', step.of, ` / ${width}f`)
      : fold(step.name, step.fold, step.of, '');
  });
  const { workgroups, id } = linearGrid(alone ? Math.ceil(count / lanes) : count);
  const main = `  let index = ${alone ? `${id} * ${lanes}u + local` : id};
  if (index >= ${count}u) { return; }
  let row = index * ${width / numbers}u;
  ${attrs.epsilon === undefined ? '' : `let epsilon = ${float(attrs.epsilon)};`}
  ${body.join('\n  ')}
  ${each(`${loaded(result)} out[row + c] = ${result};`)}`;
  return [shader.finish(output, main, { workgroupSize: lanes, workgroups, element })];
}
