import type { Shader } from './shader.ts';

/** Invocations that share one row or one sum. */
export const LANES = 64;

const combine = { sum: 'a + b', max: 'max(a, b)' };

/**
 * Defines `fn fold_sum(value: f32, local: u32)` or `fold_max`: combines one value of each of the workgroup's lanes, by a tree, so that the
 * rounding error grows with the logarithm of their number. All lanes get the result.
 */
export function defineFold(shader: Shader, kind: keyof typeof combine): void {
  shader.define(`var<workgroup> lanes: array<f32, ${LANES}>;`);
  shader.define(`fn fold_${kind}(value: f32, local: u32) -> f32 {
  lanes[local] = value;
  workgroupBarrier();
  for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {
    if (local < half) {
      let a = lanes[local];
      let b = lanes[local + half];
      lanes[local] = ${combine[kind]};
    }
    workgroupBarrier();
  }
  let result = lanes[0];
  workgroupBarrier();
  return result;
}`);
}

/** The value that `combine` leaves unchanged. */
export const neutral = { sum: '0f', max: '-3.4028234663852886e38f' };
