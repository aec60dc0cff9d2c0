import { sizeOf } from '../../graph/shape.ts';
import type { Step, StepKind, Value } from '../../plan/plan.ts';
import { elementwise } from './kernels/elementwise.ts';
import { gather } from './kernels/gather.ts';
import { matmul } from './kernels/matmul/index.ts';
import { pad } from './kernels/pad.ts';
import { reduction } from './kernels/reduction.ts';
import { rows } from './kernels/rows.ts';
import { scatterAdd } from './kernels/scatterAdd.ts';
import type { Dispatch } from './shader.ts';
import type { Target } from './target.ts';

type Lowering<K extends StepKind> = (
  step: Extract<Step, { kernel: K }> & { kernel: K },
  values: readonly Value[],
  target: Target,
) => Dispatch[];

/** Ops that have no kernel here yet. */
export const composedOps = ['attention', 'attentionGrad'] as const satisfies readonly StepKind[];

const lowerings = {
  elementwise,
  sum: reduction,
  max: reduction,
  matmul,
  gather,
  scatterAdd,
  pad,
  softmax: rows,
  softmaxGrad: rows,
  logSoftmax: rows,
  layerNorm: rows,
  layerNormGrad: rows,
} satisfies { [K in Exclude<StepKind, (typeof composedOps)[number]>]: Lowering<K> };

/** The shader launches of a step; none where there is nothing to compute. */
export function lower(step: Step, values: readonly Value[], target: Target): Dispatch[] {
  if (sizeOf(values[step.output]!.shape) === 0) return [];
  const known: Partial<Record<StepKind, unknown>> = lowerings;
  const lowering = known[step.kernel] as Lowering<StepKind> | undefined;
  if (!lowering)
    throw new Error(`${step.kernel} has no kernel on webgpu: plan the computation for this backend`);
  return lowering(step, values, target)
    .filter(({ workgroups }) => !workgroups.includes(0))
    .map((dispatch) => ({ ...dispatch, label: `${step.kernel} ${dispatch.label}` }));
}
