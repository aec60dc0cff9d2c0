import type { Heap } from '../heap.ts';
import { callsOf } from './calls.ts';
import type { Crew } from './crew.ts';
import { crewMember, type Order, type Reply } from './member.ts';

/** A thread that runs a script and exchanges messages with it. */
export interface CrewWorker {
  post(message: Order): void;
  /** Whether it keeps the process alive. */
  hold(alive: boolean): void;
  terminate(): Promise<void>;
}

/** What a worker has to say. */
export interface CrewListener {
  message(reply: Reply): void;
  /** It ended by itself. */
  failed(error: Error): void;
}

/**
 * Starts a worker. `script` is an expression: a function that takes a function by which the worker replies, and gives one that is to be called
 * with every message.
 */
export type StartWorker = (script: string, listener: CrewListener) => CrewWorker;

/** For workers: a function that takes one by which to reply, and gives one that takes orders. */
const script = `(reply) => (${String(crewMember)})(${String(callsOf)}, reply)`;

/** A crew of workers; the calling thread only waits, and not by blocking. The heap's memory has to be shared. */
export function workerCrew(
  heap: Heap,
  kernels: WebAssembly.Module,
  threads: number,
  startWorker: StartWorker,
): Crew {
  let waiting: { resolve(): void; reject(error: Error): void } | undefined;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    // Others may wait for the one that failed.
    for (const worker of workers) void worker.terminate();
    waiting?.reject(failure);
  };
  const listener: CrewListener = {
    message: (reply) =>
      reply.kind === 'done' ? waiting?.resolve() : fail(new Error(`cpu: ${reply.reason}`)),
    failed: fail,
  };
  const meeting = heap.allocate(3);
  heap.ints(meeting, 3).fill(0);
  const workers: CrewWorker[] = [];
  try {
    while (workers.length < threads) workers.push(startWorker(script, listener));
  } catch (error) {
    for (const worker of workers) void worker.terminate();
    throw error;
  }
  const post = (order: Order): void => workers.forEach((worker) => worker.post(order));
  const hold = (alive: boolean): void => workers.forEach((worker) => worker.hold(alive));
  hold(false);
  post({ kind: 'start', memory: heap.memory, kernels, meeting, members: threads });

  let loaded = 0;
  return {
    threads,
    async load(plan, phases, scratch) {
      const id = loaded++;
      workers.forEach((worker, i) => worker.post({ kind: 'load', id, plan, phases, scratch: scratch[i]! }));
      return {
        async run() {
          if (failure) throw failure;
          if (phases.length === 0) return;
          hold(true);
          try {
            await new Promise<void>((resolve, reject) => {
              waiting = { resolve, reject };
              post({ kind: 'run', id });
            });
          } finally {
            hold(false);
          }
        },
        unload: () => post({ kind: 'unload', id }),
      };
    },
    async dispose() {
      fail(new Error('the cpu backend was disposed'));
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Starts a web worker of a script that travels inside this one: nothing is fetched. */
export const startWebWorker: StartWorker = (script, listener) => {
  const source = `const receive = (${script})((message) => postMessage(message));\nonmessage = ({ data }) => receive(data);`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onmessage = ({ data }: MessageEvent<Reply>) => listener.message(data);
  worker.onerror = ({ message }) => listener.failed(new Error(`cpu: a worker failed: ${message}`));
  return {
    post: (message) => worker.postMessage(message),
    hold: () => undefined,
    async terminate() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
};
