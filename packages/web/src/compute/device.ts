import { isSoftware, type Backend } from '@gradlens/tensor';
import type { DeviceChoice } from './deviceChoices.ts';

export interface OpenedDevice {
  readonly backend: Backend;
  /** Why another was not taken; null where there is nothing to say. */
  readonly note: string | null;
}

/** A page needs one of them, and each is large. */
const kinds = { cpu: () => import('./cpu.ts'), gpu: () => import('./gpu.ts') };

/** Fetches all kinds of backend: for a page that is to go on without a network. */
export async function fetchBackends(): Promise<void> {
  await Promise.all([kinds.cpu(), kinds.gpu()]);
}

/** Opens a backend. Rejects with an Error where WebGPU is asked for and is not there. */
export async function openDevice(choice: DeviceChoice): Promise<OpenedDevice> {
  switch (choice) {
    case 'cpu':
    case 'plain':
      return { backend: await openCpu(choice), note: null };
    case 'webgpu': {
      const backend = navigator.gpu ? await (await kinds.gpu()).openGpu() : null;
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
  if (!navigator.gpu) return 'this browser has no WebGPU here';
  // Where there is no adapter, or only one that computes on the CPU, its kernels need not be fetched.
  const adapter = await navigator.gpu
    .requestAdapter({ powerPreference: 'high-performance' })
    .catch(() => null);
  if (!adapter) return 'no WebGPU adapter was found';
  if (isSoftware(adapter.info)) return 'the WebGPU adapter computes on the CPU as well, and slower';
  try {
    return (await (await kinds.gpu()).openGpu()) ?? 'no WebGPU adapter was found';
  } catch {
    return 'the GPU could not be opened';
  }
}

async function openCpu(choice: 'cpu' | 'plain'): Promise<Backend> {
  return (await kinds.cpu()).openCpu(choice);
}
