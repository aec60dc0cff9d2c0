import { cpuBackend, type Backend } from '@gradlens/tensor';

/** With threads where the page is isolated from others, else on the worker's own. */
export function openCpu(choice: 'cpu' | 'plain'): Promise<Backend> {
  return cpuBackend({
    threads: crossOriginIsolated ? navigator.hardwareConcurrency : 1,
    ...(choice === 'plain' && { simd: 'plain' }),
  });
}
