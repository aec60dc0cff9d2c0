import type { Operands } from '../operands.ts';
import type { Product } from '../shapes.ts';

/** A library that multiplies matrices on a device. */
export interface Peer {
  /** Package and version, and what tells it from others of this package. */
  readonly name: string;
  /** What computes, for people. */
  readonly adapter: string;
  /** A sentence on how it is set up. */
  readonly setup: string;
  /** Puts the operands on the device, the rows `repeats` times, and prepares the products of these with W. */
  prepare(product: Product, operands: Operands, repeats: number): Promise<PreparedProducts>;
  dispose(): Promise<void>;
}

export interface PreparedProducts {
  /** The first product, row-major. */
  result(): Promise<Float32Array | Float64Array>;
  /** What is timed: all products, without uploads, until the last of them is there. */
  run(): Promise<void>;
  dispose(): void;
}
