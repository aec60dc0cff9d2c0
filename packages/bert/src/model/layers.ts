import type { Tensor } from '@gradlens/tensor';
import type { Weights } from './weights.ts';

/** What training does to activations so that the model does not rely on single ones; nothing otherwise. */
export type Dropout = (x: Tensor) => Tensor;

export const noDropout: Dropout = (x) => x;

/** x·Wᵀ + b with W [out, in], b [out]: [..., in] → [..., out]. */
export function linear(weights: Weights, x: Tensor): Tensor {
  return x.matmul(weights.get('weight').transpose()).add(weights.get('bias'));
}

export function layerNorm(weights: Weights, x: Tensor, epsilon: number): Tensor {
  return x.layerNorm(weights.get('weight'), weights.get('bias'), epsilon);
}
