import { sizeOf } from '../graph/shape.ts';
import type { Plan, Step } from './plan.ts';

/** What a plan costs, before anything runs. */
export interface PlanCost {
  /** Kernel launches of one run. */
  readonly dispatches: number;
  /** Working memory in bytes, 4 to the element: the slots, without inputs, constants and variables. */
  readonly workingBytes: number;
  /** Bytes of the largest tensor that a run is given or computes. */
  readonly largestBytes: number;
  /** Floating-point operations of the matmuls. */
  readonly matmulFlops: number;
}

export function measurePlan({ values, steps, slots }: Plan): PlanCost {
  const given = values.filter(({ source }) => source.kind === 'input').map(({ shape }) => sizeOf(shape));
  return {
    dispatches: steps.length,
    workingBytes: 4 * slots.reduce((total, size) => total + size, 0),
    largestBytes: 4 * Math.max(0, ...given, ...slots),
    matmulFlops: steps.reduce((total, step) => total + matmulFlops(step), 0),
  };
}

function matmulFlops(step: Step): number {
  if (step.kernel !== 'matmul') return 0;
  const [a, b] = step.operands;
  return 2 * sizeOf(a.layout.shape) * b.layout.shape.at(-1)!;
}
