import { formatShape, sizeOf } from '../../graph/shape.ts';
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
const WORKING_BYTES = { least: 2 ** 29, most: 2 ** 30 };

/** Bytes that computations should use at a time beside the weights. */
export function workingBytesOf(limits: GPUSupportedLimits, software: boolean): number {
  const { least, most } = WORKING_BYTES;
  return software ? least : Math.min(most, Math.max(least, largestTensorBytes(limits)));
}

/** Throws a RangeError with the shape and the limit when a tensor of the plan does not fit the device. */
export function checkMemoryLimits(plan: Plan, limits: GPUSupportedLimits): void {
  const largest = largestTensorBytes(limits);
  for (const { shape, dtype } of plan.values) {
    const bytes = bufferBytes(sizeOf(shape));
    if (bytes > largest) {
      throw new RangeError(
        `a tensor ${dtype}${formatShape(shape)} needs ${bytes} bytes, but this device takes at most ${largest} in one buffer ` +
          `(maxBufferSize ${limits.maxBufferSize}, maxStorageBufferBindingSize ${limits.maxStorageBufferBindingSize}): use fewer rows at a time`,
      );
    }
  }
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
