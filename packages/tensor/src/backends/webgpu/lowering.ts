import { sizeOf } from '../../graph/shape.ts';
import type { Step, StepKind, Value } from '../../plan/plan.ts';
import { attention, attentionGrad } from './kernels/attention/index.ts';
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
  attention,
  attentionGrad,
} satisfies { [K in StepKind]: Lowering<K> };

/** The shader launches of a step; none where there is nothing to compute. */
export function lower(step: Step, values: readonly Value[], target: Target): Dispatch[] {
  if (sizeOf(values[step.output]!.shape) === 0) return [];
  const lowering = lowerings[step.kernel] as Lowering<StepKind>;
  return lowering(step, values, target)
    .filter(({ workgroups }) => !workgroups.includes(0))
    .map((dispatch) => ({ ...dispatch, label: `${step.kernel} ${dispatch.label}` }));
}
