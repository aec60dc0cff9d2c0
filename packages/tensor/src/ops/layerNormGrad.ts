import type { KernelOp } from '../graph/op.ts';
import { moments, normalized, type LayerNormAttrs } from './layerNorm.ts';
import { forEachRow, inferRowwise, sampleRows } from './rowwise.ts';

/**
 * The gradient of layerNorm with respect to x, from x, γ and dy: (g − mean g − x̂·mean(g·x̂)) / √(variance + ε) with g = γ·dy
 * and means over the last axis.
 */
export const layerNormGrad: KernelOp<LayerNormAttrs> = {
  kind: 'kernel',
  name: 'layerNormGrad',
  infer: ([x, gamma, dy]) => inferRowwise('layerNormGrad', [x!, dy!], [gamma!]),
  reference(call) {
    const { inputs, shapes, attrs } = call;
    const gamma = inputs[1]!;
    forEachRow(
      { ...call, inputs: [inputs[0]!, inputs[2]!], shapes: [shapes[0]!, shapes[2]!] },
      (dx, x, dy) => {
        const { mean, deviation } = moments(x, attrs.epsilon);
        let [meanG, meanGX] = [0, 0];
        for (let i = 0; i < x.length; i++) {
          const g = gamma[i]! * dy[i]!;
          meanG += g / x.length;
          meanGX += (g * (x[i]! - mean)) / deviation / x.length;
        }
        for (let i = 0; i < x.length; i++) {
          dx[i] = (gamma[i]! * dy[i]! - meanG - ((x[i]! - mean) / deviation) * meanGX) / deviation;
        }
      },
    );
  },
  decompose([x, gamma, dy], { epsilon }) {
    const g = gamma!.mul(dy!);
    const hat = normalized(x!, epsilon);
    const centred = x!.sub(x!.mean([-1], { keepAxes: true }));
    const deviation = centred.mul(centred).mean([-1], { keepAxes: true }).add(epsilon).sqrt();
    const along = hat.mul(g.mul(hat).mean([-1], { keepAxes: true }));
    return g
      .sub(g.mean([-1], { keepAxes: true }))
      .sub(along)
      .div(deviation);
  },
  sample(draw) {
    const [x, dy] = sampleRows(draw, [{}, {}]);
    return { inputs: [x!, { shape: [x!.shape.at(-1)!] }, dy!], attrs: { epsilon: 0.1 } };
  },
};
