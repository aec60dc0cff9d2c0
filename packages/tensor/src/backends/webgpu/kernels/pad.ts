import { sizeOf } from '../../../graph/shape.ts';
import type { PadAttrs } from '../../../ops/pad.ts';
import type { KernelStep, Value } from '../../../plan/plan.ts';
import { linearGrid, Shader, type Dispatch } from '../shader.ts';

const WORKGROUP_SIZE = 64;

/** An invocation per element of the output. */
export function pad({ attrs, operands: [x], output }: KernelStep, values: readonly Value[]): Dispatch[] {
  const shader = new Shader(values);
  const { axis, before }: PadAttrs = attrs;
  const { shape, dtype } = values[output]!;
  const [size, inner] = [sizeOf(shape), sizeOf(shape.slice(axis + 1))];
  const [length, padded] = [x!.layout.shape[axis]!, shape[axis]!];
  const { workgroups, id } = linearGrid(Math.ceil(size / WORKGROUP_SIZE));
  const body = `  let i = ${id} * ${WORKGROUP_SIZE}u + local;
  if (i >= ${size}u) { return; }
  let outer = i / ${inner * padded}u;
  let position = (i / ${inner}u) % ${padded}u;
  var value = ${dtype}(0);
  if (position >= ${before}u && position < ${before + length}u) {
    value = ${shader.read(x!.value)(`(outer * ${length}u + position - ${before}u) * ${inner}u + i % ${inner}u`)};
  }
  out[i] = value;`;
  return [shader.finish(output, body, { workgroupSize: WORKGROUP_SIZE, workgroups })];
}
