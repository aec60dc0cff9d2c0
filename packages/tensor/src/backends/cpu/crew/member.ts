import type { Phase } from '../phase.ts';
import type { Call, callsOf } from './calls.ts';

/** What a worker is told. */
export type Order =
  | {
      readonly kind: 'start';
      readonly memory: WebAssembly.Memory;
      readonly kernels: WebAssembly.Module;
      /** Byte address of the three numbers by which members meet, zeros at first. */
      readonly meeting: number;
      readonly members: number;
    }
  | {
      readonly kind: 'load';
      readonly id: number;
      readonly plan: WebAssembly.Module;
      readonly phases: readonly Phase[];
      readonly scratch: number;
    }
  | { readonly kind: 'run'; readonly id: number }
  | { readonly kind: 'unload'; readonly id: number };

/** What a worker says: the run is done (one of them does), or why it cannot be. */
export type Reply = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly reason: string };

/**
 * What a worker does with its orders. All members run the phases of a plan together: each takes the next task that nobody has taken, and the next
 * phase begins when all have arrived at the end of the one before. Who waits, sleeps.
 *
 * This function is sent to workers as text, with that of `callsOf`, so that there is no file for them to load: it may name nothing outside itself
 * but globals.
 */
export function crewMember(bind: typeof callsOf, reply: (message: Reply) => void): (order: Order) => void {
  const [NEXT, ARRIVED, ROUND] = [0, 1, 2];
  // Glances at the round before going to sleep, a tenth of a millisecond: a phase often takes less, and a virtual machine as long to wake a thread.
  const PATIENCE = 20_000;
  const plans = new Map<number, Call[]>();
  let memory: WebAssembly.Memory;
  let kernels: WebAssembly.Exports;
  let meeting: Int32Array;
  let members: number;

  /** Waits for all members; true for the last to arrive. */
  const meet = (): boolean => {
    const round = Atomics.load(meeting, ROUND);
    if (Atomics.add(meeting, ARRIVED, 1) === members - 1) {
      Atomics.store(meeting, ARRIVED, 0);
      Atomics.store(meeting, NEXT, 0);
      Atomics.store(meeting, ROUND, round + 1);
      Atomics.notify(meeting, ROUND);
      return true;
    }
    for (let glance = 0; Atomics.load(meeting, ROUND) === round; glance++) {
      if (glance >= PATIENCE) Atomics.wait(meeting, ROUND, round);
    }
    return false;
  };

  const obey = (order: Order): void => {
    switch (order.kind) {
      case 'start':
        ({ memory, members } = order);
        meeting = new Int32Array(memory.buffer, order.meeting, 3);
        kernels = new WebAssembly.Instance(order.kernels, { env: { memory } }).exports;
        break;
      case 'load': {
        // An engine may not tell a thread that is just starting that the memory has grown; to grow it by nothing lets it look.
        memory.grow(0);
        const env = { memory, ...kernels };
        const own = new WebAssembly.Instance(order.plan, { env }).exports;
        plans.set(order.id, bind(order.phases, kernels, own, order.scratch));
        break;
      }
      case 'run': {
        let last = false;
        for (const { run, tasks } of plans.get(order.id)!) {
          for (let task = Atomics.add(meeting, NEXT, 1); task < tasks; task = Atomics.add(meeting, NEXT, 1)) {
            run(task);
          }
          last = meet();
        }
        if (last) reply({ kind: 'done' });
        break;
      }
      case 'unload':
        plans.delete(order.id);
    }
  };
  return (order) => {
    try {
      obey(order);
    } catch (error) {
      reply({ kind: 'failed', reason: String(error) });
    }
  };
}
