import type { Backend } from '../../src/backends/backend.ts';
import type { NumericArray } from '../../src/graph/shape.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { Tensor } from '../../src/tensor.ts';

/** Computes tensors once, given the values of their inputs. */
export async function evaluate(
  backend: Backend,
  inputs: readonly Tensor[],
  values: readonly NumericArray[],
  outputs: readonly Tensor[],
): Promise<NumericArray[]> {
  const plan = buildPlan({
    inputs: inputs.map((tensor) => tensor.node),
    outputs: outputs.map((tensor) => tensor.node),
  });
  const executable = await backend.prepare(plan);
  try {
    return await executable.run(values);
  } finally {
    executable.dispose();
  }
}
