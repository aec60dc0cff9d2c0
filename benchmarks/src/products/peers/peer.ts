import type { Prepared } from '../../contest.ts';
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
  prepare(product: Product, operands: Operands, repeats: number): Promise<Prepared>;
  dispose(): Promise<void>;
}
