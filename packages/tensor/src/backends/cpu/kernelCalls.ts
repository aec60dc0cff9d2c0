import { sizeOf, type Shape } from '../../graph/shape.ts';
import type { KernelStep, Plan, Step } from '../../plan/plan.ts';
import { attentionScratch } from './kernels/attention.ts';
import type { Phase } from './phase.ts';
import type { Placement } from './placement.ts';
import { divide, TALL_COLUMNS } from './tasks.ts';

/** A step as its kernel sees it. */
interface Call {
  readonly attrs: KernelStep['attrs'];
  /** Addresses and shapes of the operands. */
  readonly operands: readonly number[];
  readonly shapes: readonly Shape[];
  readonly output: number;
  readonly outputShape: Shape;
  /** Where an id outside its table is noted, and as which step. */
  readonly fault: readonly [address: number, step: number];
}

type Lowering = (call: Call) => Omit<Phase, 'module' | 'name'>;

/** Operands, result, other parameters, and the rows' sizes. */
const rowwise =
  (parameters: (call: Call) => readonly number[]): Lowering =>
  (call) => {
    const width = call.outputShape.at(-1)!;
    const rows = sizeOf(call.outputShape) / width;
    const { perTask, tasks } = divide(rows, width);
    return { args: [...parameters(call), width, rows, perTask], tasks };
  };

/** As the kernels take it. */
const bitsOf = (float: number): number => new Int32Array(Float32Array.of(float).buffer)[0]!;

const heads: Lowering = ({ attrs, operands, shapes, output }) => {
  const [rows, queries, hidden] = shapes[0] as [number, number, number];
  const tokens = shapes[1]![1]!;
  const sizes = [rows, attrs.heads, queries, tokens, hidden / attrs.heads];
  return { args: [...operands, output, ...sizes, 'thread'], tasks: rows * attrs.heads };
};

const lowerings = {
  attention: heads,
  attentionGrad: heads,
  gather({ operands, shapes: [table, ids], output, fault }) {
    const [rows, width] = table as [number, number];
    const { perTask, tasks } = divide(sizeOf(ids!), width);
    return { args: [...operands, output, width, rows, sizeOf(ids!), ...fault, perTask], tasks };
  },
  layerNorm: rowwise(({ operands: [x, gamma, beta], output, attrs }) => [
    x!,
    output,
    gamma!,
    beta!,
    bitsOf(attrs.epsilon),
  ]),
  layerNormGrad: rowwise(({ operands: [x, gamma, dy], output, attrs }) => [
    x!,
    dy!,
    output,
    gamma!,
    bitsOf(attrs.epsilon),
  ]),
  logSoftmax: rowwise(({ operands, output }) => [...operands, output]),
  pad({ attrs: { axis, before, after }, operands: [x], shapes: [shape], output }) {
    const inner = 4 * sizeOf(shape!.slice(axis + 1));
    const [length, blocks] = [inner * shape![axis]!, sizeOf(shape!.slice(0, axis))];
    const { perTask, tasks } = divide(blocks, (length + (before + after) * inner) / 4);
    return { args: [x!, output, length, before * inner, after * inner, blocks, perTask], tasks };
  },
  scatterAdd({ operands, shapes: [, ids], output, outputShape, fault }) {
    const [rows, width] = outputShape as [number, number];
    const { perTask, tasks } = divide(width, rows + sizeOf(ids!), TALL_COLUMNS);
    // Rows without columns have ids all the same.
    return {
      args: [...operands, output, width, rows, sizeOf(ids!), ...fault, perTask],
      tasks: Math.max(tasks, 1),
    };
  },
  softmax: rowwise(({ operands, output }) => [...operands, output]),
  softmaxGrad: rowwise(({ operands, output }) => [...operands, output]),
} satisfies Record<KernelStep['kernel'], Lowering>;

/** The call of the kernel that computes a step. */
export function kernelCall(plan: Plan, step: KernelStep, index: number, placement: Placement): Phase {
  const lowering: Lowering = lowerings[step.kernel];
  const call: Call = {
    attrs: step.attrs,
    operands: step.operands.map(({ value, layout }) => placement.values[value]! + 4 * layout.offset),
    shapes: step.operands.map(({ layout }) => layout.shape),
    output: placement.values[step.output]!,
    outputShape: plan.values[step.output]!.shape,
    fault: [placement.fault, index + 1],
  };
  return { module: 'kernels', name: step.kernel, ...lowering(call) };
}

/** Bytes of scratch memory that a thread needs for a step. */
export function kernelScratch({ kernel, attrs, operands }: KernelStep): number {
  if (kernel !== 'attention' && kernel !== 'attentionGrad') return 0;
  const [, tokens, hidden] = operands[1]!.layout.shape as [number, number, number];
  return attentionScratch(tokens, hidden / attrs.heads);
}

/** The call that copies bytes from one address to another. */
export function copyCall(from: number, to: number, length: number): Phase {
  const { perTask, tasks } = divide(length, 1 / 4, 64);
  return { module: 'kernels', name: 'copy', args: [from, to, length, perTask], tasks };
}

export function isKernelStep(step: Step): step is KernelStep {
  return step.kernel in lowerings;
}
