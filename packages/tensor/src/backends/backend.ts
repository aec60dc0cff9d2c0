import type { VariableNode } from '../graph/node.ts';
import type { NumericArray } from '../graph/shape.ts';
import type { Plan } from '../plan/plan.ts';

/** A place where plans run. It knows plans only. */
export interface Backend {
  readonly name: 'reference' | 'webgpu' | 'cpu';
  /** What computes, for people: the adapter's name. */
  readonly adapter: string;
  /** Bytes of the largest tensor that it can hold. */
  readonly maxTensorBytes: number;
  /** Bytes that all tensors together can have; Infinity where that is not known. */
  readonly capacityBytes: number;
  /** Working memory that one run had better stay within: beyond it a CPU leaves its caches, and nothing else gets its turn. */
  readonly workingBytes: number;
  /** Makes a plan ready to run: memory, kernels, constants. Throws when the plan does not fit the device. */
  prepare(plan: Plan): Promise<Executable>;
  /** The present value of a variable, row-major. */
  read(variable: VariableNode): Promise<NumericArray>;
  /** Sets a variable; takes effect for the runs that start later. */
  write(variable: VariableNode, data: NumericArray): Promise<void>;
  /** Frees variables; one that is used again starts from its first value. */
  release(variables: readonly VariableNode[]): void;
  /** Frees everything. A run under way comes to its end first; those that wait for their turn are rejected, and so is what is asked for later. */
  dispose(): Promise<void>;
}

/** A plan that can run any number of times. Runs that overlap take turns. */
export interface Executable {
  /** Takes a value for each input of the plan, row-major; gives copies of the outputs. */
  run(inputs: readonly NumericArray[]): Promise<NumericArray[]>;
  /** Frees it after a run under way; those that wait for their turn are rejected. */
  dispose(): void;
}
