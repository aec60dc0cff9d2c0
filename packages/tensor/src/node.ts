import { availableParallelism } from 'node:os';
import { create } from 'webgpu';
import type { Backend } from './backends/backend.ts';
import { nodeWorker } from './backends/cpu/crew/nodeWorker.ts';
import { cpuBackend } from './backends/cpu/index.ts';
import { referenceBackend } from './backends/reference/index.ts';
import { webgpuBackend } from './backends/webgpu/index.ts';

/**
 * What `openBackend` may be asked for. `auto` takes WebGPU where there is a hardware adapter, else the CPU: a software adapter computes on
 * the CPU as well, and slower.
 */
export const deviceChoices = ['auto', 'webgpu', 'cpu', 'reference'] as const;
export type DeviceChoice = (typeof deviceChoices)[number];

/** A WebGPU adapter, as `gradlens devices` lists it. */
export interface AdapterSummary {
  readonly name: string;
  /** Whether the adapter computes on the CPU. */
  readonly software: boolean;
}

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
 * Rejects with a NoAdapterError when `webgpu` is asked for and no adapter is found, and with a RangeError for a number of threads or a
 * GRADLENS_DEVICE that cannot be.
 */
export async function openBackend(
  choice: DeviceChoice = 'auto',
  options: OpenOptions = {},
): Promise<Backend> {
  const cpu = (): Promise<Backend> =>
    cpuBackend({ threads: options.threads ?? defaultThreads(), startWorker: nodeWorker });
  const device = choice === 'auto' ? defaultDevice() : choice;
  switch (device) {
    case 'reference':
      return referenceBackend();
    case 'cpu':
      return cpu();
    case 'auto':
      return (await openWebgpu(({ info }) => !isSoftware(info))) ?? cpu();
    case 'webgpu': {
      const opened = await openWebgpu(() => true);
      if (opened) return opened;
      throw new NoAdapterError(
        'no WebGPU adapter was found: on Linux a Vulkan driver (libvulkan.so.1 and an ICD) is needed; without one, compute on the CPU (cpu)',
      );
    }
  }
}

/** What the environment makes of `auto`. Throws a RangeError for a GRADLENS_DEVICE that is none. */
export function defaultDevice(): DeviceChoice {
  const name = process.env.GRADLENS_DEVICE;
  if (!name) return 'auto';
  const device = deviceChoices.find((choice) => choice === name);
  if (device === undefined)
    throw new RangeError(`GRADLENS_DEVICE must be one of ${deviceChoices.join(', ')}, not "${name}"`);
  return device;
}

/** Threads of the CPU backend. Throws a RangeError for a GRADLENS_THREADS that is not a whole number of at least 1. */
export function defaultThreads(): number {
  const count = process.env.GRADLENS_THREADS;
  if (!count) return availableParallelism();
  if (!/^[1-9]\d*$/.test(count))
    throw new RangeError(`GRADLENS_THREADS must be a whole number of at least 1, not "${count}"`);
  return Number(count);
}

/** The adapters that WebGPU offers here, the preferred one first. */
export async function listAdapters(): Promise<AdapterSummary[]> {
  const gpu = create([]);
  const found = new Map<string, AdapterSummary>();
  for (const options of [
    { powerPreference: 'high-performance' },
    { powerPreference: 'low-power' },
    { forceFallbackAdapter: true },
  ] as const) {
    const adapter = await gpu.requestAdapter(options);
    if (adapter)
      found.set(adapterName(adapter.info), {
        name: adapterName(adapter.info),
        software: isSoftware(adapter.info),
      });
  }
  return [...found.values()];
}

/** null where there is no adapter, or none that suits. */
async function openWebgpu(suits: (adapter: GPUAdapter) => boolean): Promise<Backend | null> {
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter || !suits(adapter)) return null;
  const device = await adapter.requestDevice({ requiredLimits: offeredLimits(adapter.limits) });
  // Dawn crashes when the object that create() returned is collected before its device, and keeps the process alive while the device is.
  const keepAlive = { gpu };
  return webgpuBackend(device, {
    adapter: adapterName(adapter.info),
    onDispose: () => {
      device.destroy();
      keepAlive.gpu = undefined as never;
    },
  });
}

/** Everything that bounds the size of a tensor or a kernel: by default a device grants far less than its adapter can do. */
function offeredLimits(limits: GPUSupportedLimits): Record<string, number> {
  const wanted = [
    'maxBufferSize',
    'maxStorageBufferBindingSize',
    'maxStorageBuffersPerShaderStage',
    'maxComputeWorkgroupStorageSize',
    'maxComputeWorkgroupsPerDimension',
  ] as const;
  return Object.fromEntries(wanted.map((name) => [name, limits[name]]));
}

function adapterName({ vendor, architecture, device, description }: GPUAdapterInfo): string {
  return [description || device, vendor, architecture].filter((part) => part !== '').join(', ');
}

function isSoftware({ architecture, device, description, isFallbackAdapter }: GPUAdapterInfo): boolean {
  return (
    isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(`${architecture} ${device} ${description}`)
  );
}
