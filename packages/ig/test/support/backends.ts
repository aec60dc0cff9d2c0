import { cpuBackend, referenceBackend, type Backend, type CpuOptions } from '@gradlens/tensor';

const inNode = typeof Worker === 'undefined';

/** The CPU backend with threads of Node, or of a page. */
export async function openCpu(options: CpuOptions): Promise<Backend> {
  if (!inNode) return cpuBackend(options);
  const { startNodeWorker } = await import('@gradlens/tensor/node');
  return cpuBackend({ ...options, startWorker: startNodeWorker });
}

const cpu = {
  'cpu with 1 thread': () => openCpu({ threads: 1, simd: 'plain' }),
  'cpu with 3 threads': () => openCpu({ threads: 3 }),
};

/** What is compared with Captum: in a page only the CPU, since the other backends have been there in Node. */
export const backends: Readonly<Record<string, () => Promise<Backend>>> = inNode
  ? {
      ...cpu,
      reference: async () => referenceBackend(),
      webgpu: async () => (await import('@gradlens/tensor/node')).openBackend('webgpu'),
    }
  : cpu;
