import { sizeOf } from '../../../graph/shape.ts';
import type { ElementwiseStep, Value } from '../../../plan/plan.ts';
import { defineProgram } from '../program.ts';
import { linearGrid, Shader, type Dispatch } from '../shader.ts';

const WORKGROUP_SIZE = 64;

/** An invocation per element. */
export function elementwise({ program, output }: ElementwiseStep, values: readonly Value[]): Dispatch[] {
  const shader = new Shader(values);
  const value = values[output]!;
  defineProgram(shader, program, value);
  const size = sizeOf(value.shape);
  const { workgroups, id } = linearGrid(Math.ceil(size / WORKGROUP_SIZE));
  const body = `  let i = ${id} * ${WORKGROUP_SIZE}u + local;
  if (i < ${size}u) { out[i] = element(i, 0f); }`;
  return [shader.finish(output, body, { workgroupSize: WORKGROUP_SIZE, workgroups })];
}
