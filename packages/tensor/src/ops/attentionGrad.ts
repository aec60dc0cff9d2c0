import type { Expression } from '../graph/expression.ts';
import type { KernelOp } from '../graph/op.ts';
import { formatShape, sameShape, type NumericArray } from '../graph/shape.ts';
import {
  attend,
  compose,
  forEachQuery,
  inferAttention,
  mergedHeads,
  sampleAttention,
  sizesOf,
  slopes,
  splitHeads,
  type AttentionAttrs,
} from './attention.ts';

/**
 * The gradients of attention with respect to q, k and v, from these, bias and dy [rows, queries, hidden]: one after the other as rows of
 * [rows·queries + 2·rows·tokens, hidden]. With P the probabilities: dV = Pᵀ·dY, dS = P∘(dY·Vᵀ − Σ P∘(dY·Vᵀ)), dQ = dS·K/√headSize,
 * dK = dSᵀ·Q/√headSize. They are one op because they share P and dS.
 */
export const attentionGrad: KernelOp<AttentionAttrs> = {
  kind: 'kernel',
  name: 'attentionGrad',
  infer([q, k, v, bias, dy], attrs) {
    inferAttention('attentionGrad', { q: q!, k: k!, v: v!, bias: bias! }, attrs);
    if (!sameShape(q!.shape, dy!.shape))
      throw new RangeError(
        `attentionGrad: the gradient ${formatShape(dy!.shape)} does not have the shape of q ${formatShape(q!.shape)}`,
      );
    const [rows, queries, hidden] = q!.shape as [number, number, number];
    return { shape: [rows * queries + 2 * rows * k!.shape[1]!, hidden], dtype: 'f32' };
  },
  reference({ inputs, shapes, attrs, output }) {
    const [q, k, v, bias, dy] = inputs as [
      NumericArray,
      NumericArray,
      NumericArray,
      NumericArray,
      NumericArray,
    ];
    const sizes = sizesOf(shapes, attrs);
    const dq = output.subarray(0, q.length);
    const dk = output.subarray(q.length, q.length + k.length);
    const dv = output.subarray(q.length + k.length);
    output.fill(0);
    forEachQuery(sizes, ({ query, key, biasAt, columns }) => {
      const probabilities = attend({ q, k, bias }, sizes, query, key, biasAt);
      const dp = probabilities.map((_, j) => {
        let dot = 0;
        for (let d = 0; d < columns; d++) dot += dy[query + d]! * v[key(j) + d]!;
        return dot;
      });
      const mean = probabilities.reduce((sum, p, j) => sum + p * dp[j]!, 0);
      for (const [j, p] of probabilities.entries()) {
        const slope = (p * (dp[j]! - mean)) / Math.sqrt(columns);
        for (let d = 0; d < columns; d++) {
          dq[query + d]! += slope * k[key(j) + d]!;
          dk[key(j) + d]! += slope * q[query + d]!;
          dv[key(j) + d]! += p * dy[query + d]!;
        }
      }
    });
  },
  decompose([q, k, v, bias, dy], { heads }) {
    const composed = compose(q!, k!, v!, bias!, heads);
    const { queries, keys, probabilities, scale } = composed;
    const scaled = slopes(composed, dy!, heads).mul(scale);
    return stacked([
      scaled.matmul(keys),
      scaled.transpose().matmul(queries),
      probabilities.transpose().matmul(splitHeads(dy!, heads)),
    ]);
  },
  sample(draw) {
    const { inputs, attrs } = sampleAttention(draw);
    return { inputs: [...inputs, inputs[0]!], attrs };
  },
};

/** Tensors of heads as rows [·, hidden], one after the other. */
function stacked(tensors: readonly Expression[]): Expression {
  const parts = tensors.map((x) => {
    const merged = mergedHeads(x);
    const [rows, tokens, hidden] = merged.shape as [number, number, number];
    return merged.reshape([rows * tokens, hidden]);
  });
  const total = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  let before = 0;
  return parts
    .map((part) => {
      const padded = part.pad(0, before, total - before - part.shape[0]!);
      before += part.shape[0]!;
      return padded;
    })
    .reduce((sum, part) => sum.add(part));
}
