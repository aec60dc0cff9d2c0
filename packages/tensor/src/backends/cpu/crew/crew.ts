import type { Phase } from '../phase.ts';

/** Those who compute: one or several threads that have a memory and its kernels in common. */
export interface Crew {
  readonly threads: number;
  /** Takes a plan's module and phases; `scratch` is the address of each thread's scratch memory. */
  load(plan: WebAssembly.Module, phases: readonly Phase[], scratch: readonly number[]): Promise<LoadedPlan>;
  /** Ends the threads; to be called between runs. */
  dispose(): Promise<void>;
}

export interface LoadedPlan {
  /** Runs the phases, one after the other. Runs of a crew must not overlap. */
  run(): Promise<void>;
  unload(): void;
}
