import { rowMajorStrides, type Layout } from '../../../graph/layout.ts';
import { sizeOf } from '../../../graph/shape.ts';
import type { ReductionStep, Value } from '../../../plan/plan.ts';
import { combined, defineFold, foldingLanes, neutral } from '../fold.ts';
import { defineProgram } from '../program.ts';
import { linearGrid, positionExpression, Shader, type Dispatch } from '../shader.ts';
import type { Target } from '../target.ts';

/** Invocations of a workgroup that do a sum each. */
const ALONE = 64;
/** A longer sum is shared by a workgroup. */
const LONGEST_ALONE = 32;

export function reduction(
  { kernel, attrs: { axes }, shape, program, output }: ReductionStep,
  values: readonly Value[],
  target: Target,
): Dispatch[] {
  const shader = new Shader(values);
  const { inputs, call } = defineProgram(shader, program, values, values[output]!);
  const strides = rowMajorStrides(shape);
  const select = (chosen: readonly number[]): Layout => {
    return {
      shape: chosen.map((axis) => shape[axis]!),
      strides: chosen.map((axis) => strides[axis]!),
      offset: 0,
    };
  };
  const kept = select([...shape.keys()].filter((axis) => !axes.includes(axis)));
  const reduced = select(axes);
  const [outputs, length] = [sizeOf(kept.shape), sizeOf(reduced.shape)];
  const shared = length > LONGEST_ALONE;
  const lanes = shared ? foldingLanes(target) : ALONE;
  const { workgroups, id } = linearGrid(shared ? outputs : Math.ceil(outputs / lanes));
  const lane = shared ? 'local' : '0u';
  const body = `  let o = ${shared ? id : `${id} * ${lanes}u + local`};
  if (o >= ${outputs}u) { return; }
  let start = ${positionExpression(kept, { index: 'o' })};
  var b = ${neutral[kernel]};
  for (var r = ${lane}; r < ${length}u; r += ${shared ? lanes : 1}u) {
    let index = start + ${positionExpression(reduced, { index: 'r' })};
    let a = ${call(
      'index',
      inputs.map((input) => input.at({ index: 'index' })),
    )};
    b = ${combined(kernel, 'a', 'b')};
  }
  ${shared ? `let folded = ${defineFold(shader, kernel, target)('b')};\n  if (local == 0u) { out[o] = folded; }` : 'out[o] = b;'}`;
  return [shader.finish(output, body, { workgroupSize: lanes, workgroups })];
}
