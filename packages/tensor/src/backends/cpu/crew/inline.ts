import { breathe } from '../../breath.ts';
import { callsOf } from './calls.ts';
import type { Crew } from './crew.ts';

/** A crew of one: the calling thread itself, which pauses between tasks so that all else gets its turn. */
export async function inlineCrew(memory: WebAssembly.Memory, kernels: WebAssembly.Module): Promise<Crew> {
  const shared = await WebAssembly.instantiate(kernels, { env: { memory } });
  return {
    threads: 1,
    async load(plan, phases, [scratch]) {
      const own = await WebAssembly.instantiate(plan, { env: { memory, ...shared.exports } });
      const calls = callsOf(phases, shared.exports, own.exports, scratch!);
      return {
        async run() {
          for (const { run, tasks } of calls) {
            for (let task = 0; task < tasks; task++) {
              run(task);
              await breathe();
            }
          }
        },
        unload: () => undefined,
      };
    },
    dispose: async () => undefined,
  };
}
