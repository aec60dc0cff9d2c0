import type { VariableNode } from '../../graph/node.ts';
import { formatShape, sizeOf, type Shape } from '../../graph/shape.ts';
import type { Plan } from '../../plan/plan.ts';
import { bufferBytes } from './memory.ts';
import type { Dispatch } from './shader.ts';

/** A tensor is one buffer, bound whole. */
export function largestTensorBytes({
  maxBufferSize,
  maxStorageBufferBindingSize,
}: GPUSupportedLimits): number {
  return Math.min(maxBufferSize, maxStorageBufferBindingSize);
}

/** No adapter tells how much memory it has: one that takes large buffers is trusted with more. */
const WORKING_BYTES = { least: 2 ** 29, most: 2 ** 31 };

/** Bytes that computations should use at a time beside the weights. */
export function workingBytesOf(limits: GPUSupportedLimits, software: boolean): number {
  const { least, most } = WORKING_BYTES;
  return software ? least : Math.min(most, Math.max(least, largestTensorBytes(limits)));
}

/** Throws a RangeError with the shape and the limit when a tensor of the plan does not fit the device. */
export function checkMemoryLimits(plan: Plan, limits: GPUSupportedLimits): void {
  for (const { shape, dtype } of plan.values) {
    const excess = excessOf(shape, limits);
    if (excess)
      throw new RangeError(`a tensor ${dtype}${formatShape(shape)} ${excess}: use fewer rows at a time`);
  }
}

/** Throws a RangeError with the name and the limit when a value that is to stay on the device does not fit it. */
export function checkResidentLimits({ attrs, shape }: VariableNode, limits: GPUSupportedLimits): void {
  const excess = excessOf(shape, limits);
  if (excess) throw new RangeError(`the variable "${attrs.name}" ${formatShape(shape)} ${excess}`);
}

function excessOf(shape: Shape, limits: GPUSupportedLimits): string | undefined {
  const bytes = bufferBytes(sizeOf(shape));
  const largest = largestTensorBytes(limits);
  if (bytes <= largest) return undefined;
  return (
    `needs ${bytes} bytes, but this device takes at most ${largest} in one buffer ` +
    `(maxBufferSize ${limits.maxBufferSize}, maxStorageBufferBindingSize ${limits.maxStorageBufferBindingSize})`
  );
}

/** Throws a RangeError when a kernel needs more of the device than it grants. */
export function checkDispatchLimits(
  { label, bindings, workgroups }: Dispatch,
  limits: GPUSupportedLimits,
): void {
  if (bindings.length > limits.maxStorageBuffersPerShaderStage) {
    throw new RangeError(
      `${label}: the kernel binds ${bindings.length} buffers, but this device allows ${limits.maxStorageBuffersPerShaderStage} ` +
        `(maxStorageBuffersPerShaderStage)`,
    );
  }
  if (Math.max(...workgroups) > limits.maxComputeWorkgroupsPerDimension) {
    throw new RangeError(
      `${label}: the kernel needs ${formatShape(workgroups)} workgroups, but this device allows ` +
        `${limits.maxComputeWorkgroupsPerDimension} in each dimension (maxComputeWorkgroupsPerDimension)`,
    );
  }
}
