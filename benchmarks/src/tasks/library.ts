import type { Prepared } from '../contest.ts';

/** What tasks are written in, for a library's own arrays; arguments stay the caller's. */
export interface Ops<Array> {
  add(a: Array, b: Array): Array;
  /** Over the last axis. */
  softmax(x: Array): Array;
  /** By the error function. */
  gelu(x: Array): Array;
  layerNorm(x: Array, gamma: Array, beta: Array): Array;
  /** x·Wᵀ + b: x [rows, tokens, in], weight [out, in], bias [out]. */
  linear(x: Array, weight: Array, bias: Array): Array;
  /** softmax(q·kᵀ/√headSize)·v for each head: all [rows, tokens, hidden]. */
  attention(q: Array, k: Array, v: Array, heads: number): Array;
  /** The gradients of Σ f(xs)∘dy. */
  gradients(f: (xs: readonly Array[]) => Array, xs: readonly Array[], dy: Array): readonly Array[];
}

/** A computation that every library can do. */
export interface Task {
  /** What is computed, and on which shape. */
  readonly what: string;
  readonly shape: string;
  /** What it works on, and how it is drawn. */
  readonly inputs: Readonly<Record<string, Draw>>;
  compute<Array>(ops: Ops<Array>, inputs: Readonly<Record<string, Array>>): Array;
  /** How far an element may be off, as a part of the largest, and the reason for that. */
  readonly tolerance: number;
}

/** Numbers of a tensor: uniform between −spread and spread, plus an offset. */
export interface Draw {
  readonly shape: readonly number[];
  readonly spread?: number;
  readonly offset?: number;
}

/** A library that does tasks on a device. */
export interface Library {
  readonly name: string;
  readonly setup: string;
  /** Puts the numbers on the device, and makes ready for doing the task `repeats` times in a run. */
  prepare(task: Task, numbers: Readonly<Record<string, Float32Array>>, repeats: number): Promise<Prepared>;
}
