import type { Backend } from './backends/backend.ts';
import { cpuBackend } from './backends/cpu/index.ts';
import { referenceBackend } from './backends/reference/index.ts';
import type { AdapterSummary } from './backends/webgpu/adapter.ts';
import { openWebgpu } from './node/adapters.ts';
import { defaultDevice, defaultThreads, memoryBytes, type DeviceChoice } from './node/environment.ts';
import { startNodeWorker } from './node/worker.ts';

export type { AdapterSummary } from './backends/webgpu/adapter.ts';
export { listAdapters } from './node/adapters.ts';
export { deviceChoices, EnvironmentError, type DeviceChoice } from './node/environment.ts';
export { startNodeWorker } from './node/worker.ts';

/** There is no WebGPU adapter on this machine. */
export class NoAdapterError extends Error {
  override readonly name = 'NoAdapterError';
}

export interface OpenOptions {
  /** Threads of the CPU backend; default GRADLENS_THREADS, or as many as this process may use at once. */
  readonly threads?: number;
}

/**
 * Opens a backend; where `auto` is asked for, the environment variable GRADLENS_DEVICE may name another.
 *
 * Rejects with a NoAdapterError when `webgpu` is asked for and no adapter is found, with a RangeError for a number of threads that cannot be,
 * and with an EnvironmentError for an environment variable that cannot.
 */
export async function openBackend(
  choice: DeviceChoice = 'auto',
  options: OpenOptions = {},
): Promise<Backend> {
  const openCpu = (): Promise<Backend> =>
    cpuBackend({
      threads: options.threads ?? defaultThreads(),
      memoryBytes: memoryBytes(),
      startWorker: startNodeWorker,
    });
  const device = choice === 'auto' ? defaultDevice() : choice;
  switch (device) {
    case 'reference':
      return referenceBackend();
    case 'cpu':
      return openCpu();
    case 'auto':
      return (await openWebgpu(({ software }) => !software)) ?? openCpu();
    case 'webgpu': {
      const opened = await openWebgpu(() => true);
      if (opened) return opened;
      throw new NoAdapterError(
        'no WebGPU adapter was found: on Linux a Vulkan driver (libvulkan.so.1 and an ICD) is needed; without one, compute on the CPU (cpu)',
      );
    }
  }
}

/** What `auto` stands for here, and why; `adapters` as `listAdapters` gives them. Throws an EnvironmentError for a GRADLENS_DEVICE that is none. */
export function autoChoice(adapters: readonly AdapterSummary[]): {
  readonly device: Exclude<DeviceChoice, 'auto'>;
  readonly reason: string;
} {
  const named = defaultDevice();
  if (named !== 'auto') return { device: named, reason: 'GRADLENS_DEVICE names it' };
  const [preferred] = adapters;
  if (!preferred) return { device: 'cpu', reason: 'there is no WebGPU adapter' };
  return preferred.software
    ? { device: 'cpu', reason: 'the WebGPU adapter computes on the CPU as well, and slower' }
    : { device: 'webgpu', reason: 'there is a hardware WebGPU adapter' };
}
