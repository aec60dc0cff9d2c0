import { sizeOf } from '../../graph/shape.ts';
import type { Value } from '../../plan/plan.ts';
import { bufferBytes, type Memory } from './memory.ts';
import type { Dispatch } from './shader.ts';

/** A launch that can be timed. */
export interface Launch {
  readonly dispatch: Dispatch;
  /** Of the values that its bindings tell of. */
  readonly values: readonly Value[];
  readonly pipeline: GPUComputePipeline;
}

/** A shorter run measures the wait for its end, in milliseconds. */
const SHORTEST_RUN = 2;
const ROUNDS = { least: 3, most: 40 };
/** A device that was idle raises its clock: while a round takes less than this part of the fastest before, others follow. */
const FASTER = 0.97;

/**
 * Milliseconds that launches take on a device that does nothing else, on zeros: the least of some rounds, in each of which every launch of every group has
 * its turn. The launches of a group are run equally often.
 */
export async function launchTimes(
  device: GPUDevice,
  memory: Memory,
  groups: readonly (readonly Launch[])[],
): Promise<number[][]> {
  const elements: number[] = [];
  for (const launch of groups.flat())
    for (const [i, count] of elementsOf(launch).entries()) elements[i] = Math.max(count, elements[i] ?? 0);
  const buffers = elements.map((count, binding) => memory.storage(count, `tuning: binding ${binding}`));
  const run = async (launch: Launch, times: number): Promise<number> => {
    const { dispatch, pipeline } = launch;
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    const entries = elementsOf(launch).map((count, binding) => ({
      binding,
      resource: { buffer: buffers[binding]!, size: bufferBytes(count) },
    }));
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    for (let i = 0; i < times; i++) pass.dispatchWorkgroups(...dispatch.workgroups);
    pass.end();
    const start = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return (performance.now() - start) / times;
  };
  try {
    const least = groups.map((group) => group.map(() => Infinity));
    // In the first round a driver may finish its compiling.
    for (const launch of groups.flat()) await run(launch, 1);
    let fastest = Infinity;
    for (let round = 0; round < ROUNDS.most; round++) {
      let total = 0;
      for (const [g, group] of groups.entries()) {
        const times = Math.ceil(SHORTEST_RUN / Math.max(Math.min(...least[g]!), 0.01));
        for (const [i, launch] of group.entries()) {
          const time = await run(launch, round === 0 ? 1 : times);
          total += time;
          least[g]![i] = Math.min(time, least[g]![i]!);
        }
      }
      if (round >= ROUNDS.least && total > FASTER * fastest) break;
      fastest = Math.min(fastest, total);
    }
    return least;
  } finally {
    for (const buffer of buffers) memory.free(buffer);
  }
}

/** Numbers that each binding holds. */
function elementsOf({ dispatch, values }: Pick<Launch, 'dispatch' | 'values'>): number[] {
  return dispatch.bindings.map((id) => (id === 'scratch' ? dispatch.scratch : sizeOf(values[id]!.shape)));
}
