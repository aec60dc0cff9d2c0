import { referenceBackend } from '../../src/backends/reference/index.ts';
import type { NumericArray } from '../../src/graph/shape.ts';
import { sizeOf } from '../../src/graph/shape.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { grad } from '../../src/autodiff.ts';
import type { Tensor } from '../../src/tensor.ts';
import { evaluate } from './evaluate.ts';
import { expectWithin } from './within.ts';

/**
 * h of (f(x + h) − f(x − h)) / 2h. In float64 the differences are off by h²/6·f‴ ≈ 4e-11·f‴ (Taylor) and by
 * 2⁻⁵³·|f|/h ≈ 7e-12·|f| (rounding): both far below what is asked for.
 */
const STEP = 2 ** -16;

/**
 * Fails unless the gradients of a scalar agree with central differences for each element of each f32 input, within 1e-6 of the
 * input's largest slope, or of 1 + |f| where all slopes are small. An input to which the rules let no gradient flow must have slope 0.
 */
export async function expectGradients(
  f: Tensor,
  inputs: readonly Tensor[],
  values: readonly NumericArray[],
): Promise<void> {
  const backend = referenceBackend();
  const plan = buildPlan({ inputs: inputs.map((tensor) => tensor.node), outputs: [f.node] });
  const executable = await backend.prepare(plan);
  const at = async (point: readonly NumericArray[]): Promise<number> => (await executable.run(point))[0]![0]!;
  const [here] = (await executable.run(values))[0]!;

  for (const [i, x] of inputs.entries()) {
    if (x.dtype !== 'f32') continue;
    const slopes = new Float64Array(values[i]!.length);
    for (let element = 0; element < slopes.length; element++) {
      const moved = (step: number): NumericArray[] =>
        values.map((array, other) =>
          other === i ? Float64Array.from(array).fill(array[element]! + step, element, element + 1) : array,
        );
      slopes[element] = ((await at(moved(STEP))) - (await at(moved(-STEP)))) / (2 * STEP);
    }
    const gradient = gradientOf(f, x);
    const [actual] = gradient
      ? await evaluate(backend, inputs, values, [gradient])
      : [new Float64Array(sizeOf(x.shape))];
    const largest = slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
    expectWithin(actual!, slopes, 1e-6 * Math.max(largest, 0.01 * (1 + Math.abs(here!))));
  }
}

/** Undefined where the rules let no gradient flow. */
function gradientOf(f: Tensor, x: Tensor): Tensor | undefined {
  try {
    return grad(f, [x])[0];
  } catch (error) {
    if (error instanceof Error && /does not depend/.test(error.message)) return undefined;
    throw error;
  }
}
