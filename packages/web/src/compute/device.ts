import { cpuBackend, openAdapter, type Backend } from '@gradlens/tensor';

/** Where to compute. `plain` is the CPU without fused multiply-add, which gives the same bits on every machine. */
export const deviceChoices = ['auto', 'webgpu', 'cpu', 'plain'] as const;
export type DeviceChoice = (typeof deviceChoices)[number];

export interface OpenedDevice {
  readonly backend: Backend;
  /** Why another was not taken; null where there is nothing to say. */
  readonly note: string | null;
}

/** Opens a backend. Rejects with an Error where WebGPU is asked for and is not there. */
export async function openDevice(choice: DeviceChoice): Promise<OpenedDevice> {
  switch (choice) {
    case 'cpu':
    case 'plain':
      return { backend: await openCpu(choice), note: null };
    case 'webgpu': {
      const backend = await openGpu();
      if (backend) return { backend, note: null };
      throw new Error('this browser offers no WebGPU adapter: choose the CPU');
    }
    case 'auto': {
      const found = await openHardware();
      if (typeof found !== 'string') return { backend: found, note: null };
      return { backend: await openCpu('cpu'), note: found };
    }
  }
}

/** WebGPU on hardware, or why not. */
async function openHardware(): Promise<Backend | string> {
  if (!navigator.gpu) return 'This browser has no WebGPU here: WebAssembly computes on the CPU.';
  let software = false;
  try {
    const backend = await openAdapter(navigator.gpu, (adapter) => !(software = adapter.software));
    if (backend) return backend;
  } catch {
    return 'The GPU could not be opened: WebAssembly computes on the CPU.';
  }
  return software
    ? 'The WebGPU adapter computes on the CPU as well, and slower: WebAssembly does it.'
    : 'No WebGPU adapter was found: WebAssembly computes on the CPU.';
}

async function openGpu(): Promise<Backend | null> {
  return navigator.gpu ? openAdapter(navigator.gpu) : null;
}

/** With threads where the page is isolated from others, else on the worker's own. */
function openCpu(choice: 'cpu' | 'plain'): Promise<Backend> {
  return cpuBackend({
    threads: crossOriginIsolated ? navigator.hardwareConcurrency : 1,
    ...(choice === 'plain' && { simd: 'plain' }),
  });
}
