import type { Product } from '../shapes.ts';

/** The numbers of a product, row-major: x or dy, and W. */
export interface Operands {
  readonly rows: Float32Array;
  readonly weight: Float32Array;
}

/** A library that multiplies matrices. */
export interface Peer {
  /** Package and version. */
  readonly name: string;
  /** What computes, for people. */
  readonly adapter: string;
  /** Puts the operands on the device, the rows `repeats` times, and prepares the products of these with W. */
  prepare(product: Product, operands: Operands, repeats: number): Promise<PreparedProducts>;
  dispose(): Promise<void>;
}

export interface PreparedProducts {
  /** The first product, row-major. */
  result(): Promise<Float32Array | Float64Array>;
  /** What is timed: all products, without uploads, until one number that needs the last of them is back. */
  run(): Promise<void>;
  dispose(): void;
}
