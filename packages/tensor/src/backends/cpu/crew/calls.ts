import type { Phase } from '../phase.ts';

/** A phase made ready: its function, which wants the number of a task. */
export interface Call {
  readonly run: (task: number) => void;
  readonly tasks: number;
}

/**
 * Binds phases to one thread's instances of the modules and to its scratch memory. It is sent to workers as text: it may name nothing outside
 * itself but globals.
 */
export function callsOf(
  phases: readonly Phase[],
  kernels: WebAssembly.Exports,
  plan: WebAssembly.Exports,
  scratch: number,
): Call[] {
  return phases.map(({ module, name, args, tasks }) => {
    const callee = (module === 'kernels' ? kernels : plan)[name] as (...args: number[]) => void;
    return { run: callee.bind(undefined, ...args.map((arg) => (arg === 'thread' ? scratch : arg))), tasks };
  });
}
