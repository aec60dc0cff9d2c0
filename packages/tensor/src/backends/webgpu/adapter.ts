import { isSoftware } from './traits.ts';
import type { Tuning } from './tuning.ts';
import { webgpuBackend, type WebgpuBackend } from './index.ts';

/** A WebGPU adapter, for people. */
export interface AdapterSummary {
  readonly name: string;
  /** Whether the adapter computes on the CPU. */
  readonly software: boolean;
}

export interface AdapterOptions {
  /** Whether an adapter will do; any does by default. */
  readonly suits?: (adapter: AdapterSummary) => boolean;
  /** What is known of an adapter's fastest kernels, and where to put what is learned; nothing is measured where it gives none. */
  readonly tuning?: (adapter: AdapterSummary) => Promise<Tuning | undefined>;
  /** Called when the backend is disposed. */
  readonly onDispose?: () => void;
}

/**
 * WebGPU on the adapter that `gpu` prefers; null where there is none, or it does not suit. The device is the backend's, and ends with it.
 */
export async function openAdapter(
  gpu: GPU,
  { suits = () => true, tuning, onDispose = () => undefined }: AdapterOptions = {},
): Promise<WebgpuBackend | null> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter || !suits(summaryOf(adapter))) return null;
  const known = await tuning?.(summaryOf(adapter));
  const device = await requestDevice(adapter);
  return webgpuBackend(device, {
    adapter: summaryOf(adapter).name,
    ...(known && { tuning: known }),
    onDispose: () => {
      device.destroy();
      onDispose();
    },
  });
}

export function summaryOf({ info }: GPUAdapter): AdapterSummary {
  const { vendor, architecture, device, description } = info;
  const software = isSoftware(info);
  // A description tells the driver, which of a software adapter is all there is to tell.
  const named = software && description !== '' ? [description] : [device, description];
  return {
    name: [...named, vendor, architecture].filter((part) => part !== '').join(', '),
    software,
  };
}

/** A device with everything that kernels make use of where an adapter has it. */
export function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  return adapter.requestDevice({
    requiredFeatures: usefulFeatures.filter((name) => adapter.features.has(name)),
    requiredLimits: offeredLimits(adapter.limits),
  });
}

const usefulFeatures = ['subgroups'] as const satisfies readonly GPUFeatureName[];

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
