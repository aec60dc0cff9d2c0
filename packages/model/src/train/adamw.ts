import { input, tensor, variable, type Tensor, type Variable } from '@gradlens/tensor';

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Applied to matrices; vectors (biases, layer norms) are left alone. */
  readonly weightDecay: number;
  /** Largest norm of all gradients together. */
  readonly maxGradientNorm: number;
}

/** The running means of a parameter's gradient and of its square. */
export interface Moments {
  readonly mean: Variable;
  readonly square: Variable;
}

export function createMoments(name: string, { shape }: Variable): Moments {
  const zeros = (): Float32Array => new Float32Array(shape.reduce((a, b) => a * b, 1));
  return {
    mean: variable(`adam.mean.${name}`, shape, zeros),
    square: variable(`adam.square.${name}`, shape, zeros),
  };
}

/** Scalars that change from step to step, as inputs of the training graph. */
export const stepInputs = {
  learningRate: input('learningRate', []),
  /** 1 − β₁ᵗ and 1 − β₂ᵗ */
  meanCorrection: input('meanCorrection', []),
  squareCorrection: input('squareCorrection', []),
};

/**
 * One step of AdamW (Loshchilov and Hutter 2019): with m and v the bias-corrected means of g and g²,
 * θ ← θ − η·(m/(√v + ε) + λ·θ). Gradients are scaled down together where their norm is too large.
 */
export function adamwUpdates(
  parameters: readonly {
    readonly parameter: Variable;
    readonly moments: Moments;
    readonly gradient: Tensor;
  }[],
  { beta1, beta2, epsilon, weightDecay, maxGradientNorm }: AdamWOptions,
): { variable: Variable; value: Tensor }[] {
  const squares = parameters.map(({ gradient }) => gradient.mul(gradient).sum());
  const norm = squares.reduce((a, b) => a.add(b)).sqrt();
  const scale = norm.greater(maxGradientNorm).select(tensor(maxGradientNorm).div(norm), 1);
  return parameters.flatMap(({ parameter, moments, gradient }) => {
    const clipped = gradient.mul(scale);
    const mean = moments.mean.mul(beta1).add(clipped.mul(1 - beta1));
    const square = moments.square.mul(beta2).add(clipped.mul(clipped).mul(1 - beta2));
    const corrected = square.div(stepInputs.squareCorrection).sqrt().add(epsilon);
    const direction = mean.div(stepInputs.meanCorrection).div(corrected);
    const decayed = parameter.shape.length > 1 ? direction.add(parameter.mul(weightDecay)) : direction;
    return [
      { variable: moments.mean, value: mean },
      { variable: moments.square, value: square },
      { variable: parameter, value: parameter.sub(decayed.mul(stepInputs.learningRate)) },
    ];
  });
}
