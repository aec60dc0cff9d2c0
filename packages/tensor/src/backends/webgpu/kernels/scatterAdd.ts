import { sizeOf } from '../../../graph/shape.ts';
import type { KernelStep, Value } from '../../../plan/plan.ts';
import { linearGrid, Shader, type Dispatch } from '../shader.ts';

const WORKGROUP_SIZE = 64;

/**
 * Zeros first; then an invocation per element of dy: the one at the first place where its id stands adds up the rows of all
 * places with that id. No atomics: the sum has one order and so the same bits every time.
 */
export function scatterAdd(
  { operands: [dy, ids], output }: KernelStep,
  values: readonly Value[],
): Dispatch[] {
  const table = sizeOf(values[output]!.shape);
  const zeros = new Shader(values);
  const zeroGrid = linearGrid(Math.ceil(table / WORKGROUP_SIZE));
  const clear = `  let i = ${zeroGrid.id} * ${WORKGROUP_SIZE}u + local;
  if (i < ${table}u) { out[i] = 0f; }`;

  const shader = new Shader(values);
  const [size, width] = [sizeOf(dy!.layout.shape), dy!.layout.shape.at(-1)!];
  const { workgroups, id } = linearGrid(Math.ceil(size / WORKGROUP_SIZE));
  const [rows, places] = [shader.read(dy!.value), shader.read(ids!.value)];
  const add = `  let i = ${id} * ${WORKGROUP_SIZE}u + local;
  if (i >= ${size}u) { return; }
  let place = i / ${width}u;
  let column = i % ${width}u;
  let id = ${places('place')};
  for (var earlier = 0u; earlier < place; earlier++) {
    if (${places('earlier')} == id) { return; }
  }
  var total = 0f;
  for (var later = place; later < ${size / width}u; later++) {
    if (${places('later')} == id) { total += ${rows(`later * ${width}u + column`)}; }
  }
  out[u32(id) * ${width}u + column] = total;`;
  return [
    zeros.finish(output, clear, { workgroupSize: WORKGROUP_SIZE, workgroups: zeroGrid.workgroups }),
    shader.finish(output, add, { workgroupSize: WORKGROUP_SIZE, workgroups }),
  ];
}
