import { inject } from 'vitest';
import { requestDevice } from '../../src/backends/webgpu/adapter.ts';

declare module 'vitest' {
  interface ProvidedContext {
    requireWebgpu: boolean;
  }
}

// Dawn's instance has to outlive what was made from it: if it is collected, the process crashes.
let gpu: GPU | undefined = globalThis.navigator?.gpu;

/**
 * The adapter of the machine a test runs on, in Node and in the browser; null where there is none.
 * With GRADLENS_REQUIRE_WEBGPU=1, as in `npm test`, having none is an error.
 */
export async function testAdapter(): Promise<GPUAdapter | null> {
  gpu ??= (await import('webgpu')).create([]);
  const adapter = await gpu.requestAdapter();
  if (adapter === null && inject('requireWebgpu')) {
    throw new Error(
      'GRADLENS_REQUIRE_WEBGPU is 1, but WebGPU found no adapter; unset it to test without one',
    );
  }
  return adapter;
}

/** A device of a test's own, for `describe.each` and the like; none where there is no adapter. */
export async function testDevices(): Promise<GPUDevice[]> {
  const adapter = await testAdapter();
  return adapter ? [await requestDevice(adapter)] : [];
}
