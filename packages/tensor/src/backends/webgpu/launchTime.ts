import { sizeOf } from '../../graph/shape.ts';
import type { Value } from '../../plan/plan.ts';
import type { Memory } from './memory.ts';
import type { Dispatch } from './shader.ts';

/** A shorter run measures the wait for its end, in milliseconds. */
const SHORTEST_RUN = 4;
const ROUNDS = 3;

/** Milliseconds that a launch takes on a device that does nothing else, on zeros: the least of some runs of many. */
export async function launchTime(
  device: GPUDevice,
  memory: Memory,
  pipeline: GPUComputePipeline,
  { label, bindings, scratch, workgroups }: Dispatch,
  values: readonly Value[],
): Promise<number> {
  const buffers = bindings.map((id) =>
    memory.storage(id === 'scratch' ? scratch : sizeOf(values[id]!.shape), `${label}: tuning`),
  );
  try {
    const bindGroup = device.createBindGroup({
      label,
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const run = async (launches: number): Promise<number> => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      for (let i = 0; i < launches; i++) pass.dispatchWorkgroups(...workgroups);
      pass.end();
      const start = performance.now();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      return performance.now() - start;
    };
    // The first run is also the one in which a driver finishes its compiling.
    await run(1);
    const launches = Math.ceil(SHORTEST_RUN / Math.max(await run(1), 0.02));
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await run(launches));
    return Math.min(...times) / launches;
  } finally {
    for (const buffer of buffers) memory.free(buffer);
  }
}
