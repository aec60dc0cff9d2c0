import type { Backend } from '../backends/backend.ts';
import { openAdapter, summaryOf, type AdapterSummary } from '../backends/webgpu/adapter.ts';
import { keptTuning } from './tuning.ts';
import { mayHaveAdapter } from './vulkan.ts';

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
    if (adapter) found.set(summaryOf(adapter).name, summaryOf(adapter));
  }
  return [...found.values()];
}

/** WebGPU on the preferred adapter; null where there is none, or it does not suit. */
export async function openWebgpu(suits: (adapter: AdapterSummary) => boolean): Promise<Backend | null> {
  if (!mayHaveAdapter()) return null;
  // Dawn crashes when the object that create() returned is collected before its device, and keeps the process alive while the device is.
  const keepAlive: { gpu: GPU | undefined } = { gpu: await dawn() };
  return openAdapter(keepAlive.gpu!, {
    suits,
    tuning: keptTuning,
    onDispose: () => (keepAlive.gpu = undefined),
  });
}

/** Loaded when it is needed: with its drivers it is a large library. */
async function dawn(): Promise<GPU> {
  const { create } = await import('webgpu');
  return create([]);
}
