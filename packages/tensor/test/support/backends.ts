import type { Backend } from '../../src/backends/backend.ts';
import { cpuBackend } from '../../src/backends/cpu/index.ts';
import { referenceBackend } from '../../src/backends/reference/index.ts';
import { webgpuBackend } from '../../src/backends/webgpu/index.ts';
import { testDevices } from './adapter.ts';

/** How each backend is opened; null where this machine has none. The first is the oracle of the others. */
const openers: Readonly<Record<Backend['name'], () => Promise<Backend | null>>> = {
  reference: async () => referenceBackend(),
  cpu: cpuBackend,
  webgpu: async () => {
    const [device] = await testDevices();
    return device ? webgpuBackend(device, { onDispose: () => device.destroy() }) : null;
  },
};

/** A backend of each kind that there is here, for `describe.each`; whoever opens them disposes of them. */
export async function openBackends(): Promise<{ name: string; backend: Backend }[]> {
  const opened = await Promise.all(
    Object.entries(openers).map(async ([name, open]) => ({ name, backend: await open() })),
  );
  return opened.flatMap(({ name, backend }) => (backend ? [{ name, backend }] : []));
}
