import { openAdapter, type Backend } from '@gradlens/tensor';
import { keptTuning } from './tuning.ts';

/** WebGPU on the adapter that the browser prefers; null where it has none. */
export function openGpu(): Promise<Backend | null> {
  return openAdapter(navigator.gpu, { tuning: keptTuning });
}
