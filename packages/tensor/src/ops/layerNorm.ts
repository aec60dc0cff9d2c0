import type { Expression } from '../graph/expression.ts';
import type { KernelOp } from '../graph/op.ts';
import type { NumericArray } from '../graph/shape.ts';
import { forEachRow, inferRowwise, sampleRows } from './rowwise.ts';

export interface LayerNormAttrs {
  readonly epsilon: number;
}

/** γ·x̂ + β with x̂ = (x − mean)/√(variance + ε) over the last axis; the variance is the biased one (Ba et al. 2016). */
export const layerNorm: KernelOp<LayerNormAttrs> = {
  kind: 'kernel',
  name: 'layerNorm',
  infer: ([x, gamma, beta]) => inferRowwise('layerNorm', [x!], [gamma!, beta!]),
  reference(call) {
    const [gamma, beta] = [call.inputs[1]!, call.inputs[2]!];
    forEachRow({ ...call, inputs: [call.inputs[0]!] }, (y, x) => {
      const { mean, deviation } = moments(x, call.attrs.epsilon);
      for (let i = 0; i < x.length; i++) y[i] = (gamma[i]! * (x[i]! - mean)) / deviation + beta[i]!;
    });
  },
  vjp: ({ inputs: [x, gamma], attrs: { epsilon }, dy }) => {
    const rows = [...x!.shape.keys()].slice(0, -1);
    return [
      () => x!.layerNormGrad(gamma!, dy, epsilon),
      () => normalized(x!, epsilon).mul(dy).sum(rows),
      () => dy.sum(rows),
    ];
  },
  decompose: ([x, gamma, beta], { epsilon }) => normalized(x!, epsilon).mul(gamma!).add(beta!),
  sample(draw) {
    const [x] = sampleRows(draw, [{}]);
    const perColumn = { shape: [x!.shape.at(-1)!] };
    // A variance near 0 makes the slope as large as ε^(−1/2); this ε keeps it within reach of central differences.
    return { inputs: [x!, perColumn, perColumn], attrs: { epsilon: 0.1 } };
  },
};

/** Mean and √(variance + ε) of a row. */
export function moments(x: NumericArray, epsilon: number): { mean: number; deviation: number } {
  let [sum, squares] = [0, 0];
  for (const value of x) sum += value;
  const mean = sum / x.length;
  for (const value of x) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / x.length + epsilon) };
}

/** x̂ */
export function normalized(x: Expression, epsilon: number): Expression {
  const centred = x.sub(x.mean([-1], { keepAxes: true }));
  const variance = centred.mul(centred).mean([-1], { keepAxes: true });
  return centred.div(variance.add(epsilon).sqrt());
}
