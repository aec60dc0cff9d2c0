import type { Product } from './kernels/matmul/product.ts';
import type { Tile } from './kernels/matmul/tile.ts';

/** What kernels are written for. */
export interface Target {
  /** Invocations that can read each other's registers, where their number is the same in every kernel; undefined where it is not, or none can. */
  readonly subgroupSize: number | undefined;
  /** How a product is cut up. */
  tile(product: Product): Tile;
}
