import type { Shader } from './shader.ts';
import type { Target } from './target.ts';

/** Invocations that share one row or one sum, where subgroups have no size of their own. */
const WORKGROUP = 64;

export type FoldKind = 'sum' | 'max';

const ofSubgroup: Readonly<Record<FoldKind, string>> = { sum: 'subgroupAdd', max: 'subgroupMax' };

/** The value that folding leaves unchanged. */
export const neutral: Readonly<Record<FoldKind, string>> = { sum: '0f', max: '-3.4028234663852886e38f' };

/** Invocations of a workgroup that folds what they hold. */
export function foldingLanes({ traits }: Target): number {
  return traits.subgroupSize ?? WORKGROUP;
}

/** WGSL that takes in another value. */
export function combined(kind: FoldKind, a: string, b: string): string {
  return kind === 'sum' ? `${a} + ${b}` : `max(${a}, ${b})`;
}

/**
 * Defines a function that combines one value of each invocation of the workgroup, and gives WGSL that calls it; all get the result. A workgroup that is one
 * subgroup reads registers; a larger one goes by a tree, so that the rounding error grows with the logarithm of their number.
 */
export function defineFold(shader: Shader, kind: FoldKind, target: Target): (value: string) => string {
  if (target.traits.subgroupSize !== undefined) {
    shader.useSubgroups();
    return (value) => `${ofSubgroup[kind]}(${value})`;
  }
  shader.define(`var<workgroup> lanes: array<f32, ${WORKGROUP}>;`);
  shader.define(`fn fold_${kind}(value: f32, local: u32) -> f32 {
  lanes[local] = value;
  workgroupBarrier();
  for (var half = ${WORKGROUP / 2}u; half > 0u; half /= 2u) {
    if (local < half) {
      let a = lanes[local];
      let b = lanes[local + half];
      lanes[local] = ${combined(kind, 'a', 'b')};
    }
    workgroupBarrier();
  }
  let result = lanes[0];
  workgroupBarrier();
  return result;
}`);
  return (value) => `fold_${kind}(${value}, local)`;
}
