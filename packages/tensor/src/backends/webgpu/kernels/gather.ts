import { sizeOf } from '../../../graph/shape.ts';
import type { KernelStep, Value } from '../../../plan/plan.ts';
import { linearGrid, Shader, type Dispatch } from '../shader.ts';

const WORKGROUP_SIZE = 64;

/** An invocation per element of the output. */
export function gather({ operands: [table, ids], output }: KernelStep, values: readonly Value[]): Dispatch[] {
  const shader = new Shader(values);
  const size = sizeOf(values[output]!.shape);
  const width = table!.layout.shape[1]!;
  const { workgroups, id } = linearGrid(Math.ceil(size / WORKGROUP_SIZE));
  const body = `  let i = ${id} * ${WORKGROUP_SIZE}u + local;
  if (i >= ${size}u) { return; }
  let row = u32(${shader.read(ids!.value)(`i / ${width}u`)});
  out[i] = ${shader.read(table!.value)(`row * ${width}u + i % ${width}u`)};`;
  return [shader.finish(output, body, { workgroupSize: WORKGROUP_SIZE, workgroups })];
}
