import type { Backend } from '../../src/backends/backend.ts';
import { startWebWorker, type StartWorker } from '../../src/backends/cpu/crew/workers.ts';
import { cpuBackend } from '../../src/backends/cpu/index.ts';
import { widestSimd } from '../../src/backends/cpu/simd.ts';
import { referenceBackend } from '../../src/backends/reference/index.ts';
import { webgpuBackend } from '../../src/backends/webgpu/index.ts';
import { testDevices } from './adapter.ts';

/** How each backend is opened; null where this machine has none. The first is the oracle of the others. */
const openers: Readonly<Record<string, () => Promise<Backend | null>>> = {
  reference: async () => referenceBackend(),
  cpu: () => cpuBackend({ simd: 'plain' }),
  'cpu with 3 threads': async () => threadedBackend(3),
  webgpu: async () => {
    const [device] = await testDevices();
    return device ? webgpuBackend(device, { onDispose: () => device.destroy() }) : null;
  },
};

/** The CPU backend on several threads, with the fastest SIMD that there is; in Node and in the browser. */
export async function threadedBackend(threads: number, simd = widestSimd()): Promise<Backend> {
  return cpuBackend({ threads, simd, startWorker: await workersHere() });
}

async function workersHere(): Promise<StartWorker> {
  if (typeof Worker !== 'undefined') return startWebWorker;
  return (await import('../../src/node/worker.ts')).startNodeWorker;
}

/** A backend of each kind that there is here, for `describe.each`; whoever opens them disposes of them. */
export async function openBackends(): Promise<{ name: string; backend: Backend }[]> {
  const opened = await Promise.all(
    Object.entries(openers).map(async ([name, open]) => ({ name, backend: await open() })),
  );
  return opened.flatMap(({ name, backend }) => (backend ? [{ name, backend }] : []));
}
