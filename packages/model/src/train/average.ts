import { input, variable, type Tensor, type Variable } from '@gradlens/tensor';

/** Place for the running mean of a parameter. */
export function createAverage(name: string, { shape }: Variable): Variable {
  return variable(`average.${name}`, shape, () => new Float32Array(shape.reduce((a, b) => a * b, 1)));
}

/** Input of the training graph: `decayAt` the step. */
export const averageDecay = input('averageDecay', []);

/**
 * d of the running mean θ̄ ← d·θ̄ + (1−d)·θ at a step counted from 0. Means of a training's parameters do better on new texts than the last ones (Polyak and
 * Juditsky 1992). Early steps are forgotten sooner (as by TensorFlow's ExponentialMovingAverage), so that it does not matter what θ̄ was before the first.
 */
export function decayAt(step: number, greatest: number): number {
  return Math.min(greatest, step / (step + 9));
}

export function averageUpdate(average: Variable, parameter: Tensor): { variable: Variable; value: Tensor } {
  return { variable: average, value: parameter.add(average.sub(parameter).mul(averageDecay)) };
}
