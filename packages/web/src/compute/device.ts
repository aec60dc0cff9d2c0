import { cpuBackend, openAdapter, type Backend } from '@gradlens/tensor';
import type { DeviceChoice } from './deviceChoices.ts';
import { keptTuning } from './tuning.ts';

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
  if (!navigator.gpu) return 'this browser has no WebGPU here';
  let software = false;
  try {
    const backend = await openAdapter(navigator.gpu, {
      suits: (adapter) => !(software = adapter.software),
      tuning: keptTuning,
    });
    if (backend) return backend;
  } catch {
    return 'the GPU could not be opened';
  }
  return software
    ? 'the WebGPU adapter computes on the CPU as well, and slower'
    : 'no WebGPU adapter was found';
}

async function openGpu(): Promise<Backend | null> {
  return navigator.gpu ? openAdapter(navigator.gpu, { tuning: keptTuning }) : null;
}

/** With threads where the page is isolated from others, else on the worker's own. */
function openCpu(choice: 'cpu' | 'plain'): Promise<Backend> {
  return cpuBackend({
    threads: crossOriginIsolated ? navigator.hardwareConcurrency : 1,
    ...(choice === 'plain' && { simd: 'plain' }),
  });
}
