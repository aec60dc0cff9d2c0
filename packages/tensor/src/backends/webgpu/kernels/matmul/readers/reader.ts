import type { Shader } from '../../../shader.ts';
import type { Factor } from '../product.ts';

/** What an invocation reads of a factor: `tile` outer positions from the WGSL variable `outer` on, K by steps. */
export interface Side {
  /** Of the WGSL names. */
  readonly name: string;
  /** The WGSL variable that holds the invocation's first outer position. */
  readonly outer: string;
  /** Outer positions of an invocation, a multiple of four for columns. */
  readonly tile: number;
  /** Invocations of the workgroup along this side. */
  readonly lanes: number;
  /** All invocations of the workgroup. */
  readonly workgroupSize: number;
  /** Positions of K in a round of the loop. */
  readonly step: number;
}

/** WGSL text that gets a factor's numbers into registers. */
export interface Reader {
  /** Statements before the loop over K. */
  readonly prepare: string;
  /** What the workgroup does together at the beginning of a round, between barriers; empty for nothing. */
  readonly fill: string;
  /** Statements that load the numbers of the round that begins at p. */
  readonly load: string;
  /** The number at an outer position of the tile and a position of the round. */
  at(outer: number, inner: number): string;
  /** Four numbers from that outer position on. */
  vector(outer: number, inner: number): string;
}

export type MakeReader = (shader: Shader, factor: Factor, side: Side) => Reader;
