import { webgpuBackend, type WebgpuBackend } from './index.ts';

/** A WebGPU adapter, for people. */
export interface AdapterSummary {
  readonly name: string;
  /** Whether the adapter computes on the CPU. */
  readonly software: boolean;
}

/**
 * WebGPU on the adapter that `gpu` prefers; null where there is none, or it does not suit. The device is the backend's, and ends with it: then
 * `onDispose` is called.
 */
export async function openAdapter(
  gpu: GPU,
  suits: (adapter: AdapterSummary) => boolean = () => true,
  onDispose: () => void = () => undefined,
): Promise<WebgpuBackend | null> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter || !suits(summaryOf(adapter))) return null;
  const device = await adapter.requestDevice({ requiredLimits: offeredLimits(adapter.limits) });
  return webgpuBackend(device, {
    adapter: summaryOf(adapter).name,
    onDispose: () => {
      device.destroy();
      onDispose();
    },
  });
}

export function summaryOf({ info }: GPUAdapter): AdapterSummary {
  const { vendor, architecture, device, description, isFallbackAdapter } = info;
  return {
    name: [description || device, vendor, architecture].filter((part) => part !== '').join(', '),
    software:
      isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(`${architecture} ${device} ${description}`),
  };
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
