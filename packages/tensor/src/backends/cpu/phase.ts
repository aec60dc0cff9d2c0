/** A WebAssembly function that is called once for each task of a piece of work; no two tasks write to the same memory. */
export interface Phase {
  /** Where the function is: among the kernels that all plans share, or in the plan's own module. */
  readonly module: 'kernels' | 'plan';
  readonly name: string;
  /** What it is called with before the task's number: addresses and sizes; 'thread' is the address of the thread's scratch memory. */
  readonly args: readonly (number | 'thread')[];
  readonly tasks: number;
}

/** A plan as functions on memory: phases run one after the other, the tasks of a phase in any order and at the same time. */
export interface CompiledPlan {
  readonly module: Uint8Array<ArrayBuffer>;
  readonly phases: readonly Phase[];
  /** What gives variables their new values, when all else has gone well. */
  readonly updates: readonly Phase[];
}
