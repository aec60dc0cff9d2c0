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
  /** Invocations along this side. */
  readonly lanes: number;
  /** The WGSL variable that holds the invocation's place among them. */
  readonly lane: string;
  /** Invocations that sum the same part of K; the WGSL variable `member` is an invocation's place among them. */
  readonly members: number;
  /** Such parts in a workgroup; the WGSL variable `slice` is the number of an invocation's. */
  readonly slices: number;
  /** Positions of K in a round of the loop. */
  readonly step: number;
}

/** WGSL text that gets a factor's numbers into registers. */
export interface Reader {
  /** Statements before the loop over K. */
  readonly prepare: string;
  /** What the members of a slice do together for a round; undefined where each reads for itself. */
  readonly together?: {
    /** Statements that load into WGSL variables, given a statement's beginning and a position of K. */
    fetch(begin: 'var' | '', p: string): string;
    /** Statements that hand out what was loaded, between barriers. */
    readonly share: string;
  };
  /** Statements that load the numbers for positions `first` to `first + count` of the round that begins at p. */
  load(first: number, count: number): string;
  /** The number at an outer position of the tile and a position of the round. */
  at(outer: number, inner: number): string;
  /** Four numbers from that outer position on. */
  vector(outer: number, inner: number): string;
}

export type MakeReader = (shader: Shader, factor: Factor, side: Side) => Reader;
