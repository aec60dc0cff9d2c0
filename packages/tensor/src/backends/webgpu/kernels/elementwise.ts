import { sizeOf } from '../../../graph/shape.ts';
import type { ElementwiseStep, Value } from '../../../plan/plan.ts';
import { defineProgram, wgslType } from '../program.ts';
import { linearGrid, Shader, type Dispatch } from '../shader.ts';

const WORKGROUP_SIZE = 64;

/** An invocation per element, or per four where they come out even. */
export function elementwise({ program, output }: ElementwiseStep, values: readonly Value[]): Dispatch[] {
  const shader = new Shader(values);
  const value = values[output]!;
  const size = sizeOf(value.shape);
  const width = size % 4 === 0 ? 4 : 1;
  const { inputs, call } = defineProgram(shader, program, values, value, width);
  const count = size / width;
  const { workgroups, id } = linearGrid(Math.ceil(count / WORKGROUP_SIZE));
  const body = `  let i = ${id} * ${WORKGROUP_SIZE}u + local;
  if (i < ${count}u) {
    let index = i * ${width}u;
    out[i] = ${call(
      'index',
      inputs.map((input) => input.at({ index: 'index' })),
    )};
  }`;
  const element = wgslType(value.dtype, width);
  return [shader.finish(output, body, { workgroupSize: WORKGROUP_SIZE, workgroups, element })];
}
