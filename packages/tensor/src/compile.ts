import type { Backend } from './backends/backend.ts';
import type { NumericArray } from './graph/shape.ts';
import { buildPlan } from './plan/build.ts';
import { measurePlan, type PlanCost } from './plan/measure.ts';
import type { Plan } from './plan/plan.ts';
import type { Tensor, Variable } from './tensor.ts';

/** What a compiled graph takes, gives and keeps. */
export interface Computation<Inputs extends string, Outputs extends string> {
  readonly inputs?: Readonly<Record<Inputs, Tensor>>;
  readonly outputs: Readonly<Record<Outputs, Tensor>>;
  /** New values that variables take at the end of each run. */
  readonly updates?: readonly { readonly variable: Variable; readonly value: Tensor }[];
}

/** A graph made ready for one backend: run it any number of times, then dispose. */
export interface Compiled<Inputs extends string, Outputs extends string> {
  readonly plan: Plan;
  readonly cost: PlanCost;
  /** Values by name, row-major. Rejects when one is missing or of the wrong size, or when the device fails. */
  run(inputs: Readonly<Record<Inputs, NumericArray>>): Promise<Record<Outputs, NumericArray>>;
  dispose(): void;
}

/** The plan of a computation: to look at, to count, to see whether it fits. */
export function plan<I extends string, O extends string>({
  inputs,
  outputs,
  updates = [],
}: Computation<I, O>): Plan {
  return buildPlan({
    inputs: tensorsOf(inputs ?? {}).map((tensor) => tensor.node),
    outputs: tensorsOf(outputs).map((tensor) => tensor.node),
    updates: updates.map(({ variable, value }) => ({ variable: variable.node, value: value.node })),
  });
}

/** Compiles a graph for a backend: shapes are fixed, kernels and memory are prepared once. */
export async function compile<I extends string, O extends string>(
  computation: Computation<I, O>,
  backend: Backend,
): Promise<Compiled<I, O>> {
  const planned = plan(computation);
  const executable = await backend.prepare(planned);
  const inputNames = Object.keys(computation.inputs ?? {}) as I[];
  const outputNames = Object.keys(computation.outputs) as O[];
  return {
    plan: planned,
    cost: measurePlan(planned),
    async run(inputs) {
      const missing = inputNames.find((name) => inputs[name] === undefined);
      if (missing !== undefined) throw new RangeError(`run: the input "${missing}" was not given`);
      const values = await executable.run(inputNames.map((name) => inputs[name]));
      return Object.fromEntries(outputNames.map((name, i) => [name, values[i]!])) as Record<O, NumericArray>;
    },
    dispose: () => executable.dispose(),
  };
}

function tensorsOf(named: Readonly<Record<string, Tensor>>): Tensor[] {
  return Object.values(named);
}
