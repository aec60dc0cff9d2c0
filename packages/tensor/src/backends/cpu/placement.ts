/** Byte addresses of what a plan works on. */
export interface Placement {
  /** By value. */
  readonly values: readonly number[];
  /** Of operands that are packed for a matmul. */
  readonly packed: number;
  /** Of eight bytes that a kernel sets when it meets an id outside its table: the number of its step, from 1, and the id. */
  readonly fault: number;
}
