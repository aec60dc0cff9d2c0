import type { Backend } from '../backends/backend.ts';
import { webgpuBackend } from '../backends/webgpu/index.ts';
import { mayHaveAdapter } from './vulkan.ts';

/** A WebGPU adapter, as `gradlens devices` lists it. */
export interface AdapterSummary {
  readonly name: string;
  /** Whether the adapter computes on the CPU. */
  readonly software: boolean;
}

/** The adapters that WebGPU offers here, the preferred one first. */
export async function listAdapters(): Promise<AdapterSummary[]> {
  if (!mayHaveAdapter()) return [];
  const gpu = await dawn();
  const found = new Map<string, AdapterSummary>();
  for (const options of [
    { powerPreference: 'high-performance' },
    { powerPreference: 'low-power' },
    { forceFallbackAdapter: true },
  ] as const) {
    const adapter = await gpu.requestAdapter(options);
    if (adapter) found.set(adapterName(adapter.info), summaryOf(adapter));
  }
  return [...found.values()];
}

/** WebGPU on the preferred adapter; null where there is none, or it does not suit. */
export async function openWebgpu(suits: (adapter: AdapterSummary) => boolean): Promise<Backend | null> {
  if (!mayHaveAdapter()) return null;
  const gpu = await dawn();
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter || !suits(summaryOf(adapter))) return null;
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

/** Loaded when it is needed: with its drivers it is a large library. */
async function dawn(): Promise<GPU> {
  const { create } = await import('webgpu');
  return create([]);
}

function summaryOf({ info }: GPUAdapter): AdapterSummary {
  return { name: adapterName(info), software: isSoftware(info) };
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
