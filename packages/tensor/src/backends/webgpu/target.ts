import type { Product } from './kernels/matmul/product.ts';
import type { Tile } from './kernels/matmul/tile.ts';
import type { AdapterTraits } from './traits.ts';

/** What kernels are written for. */
export interface Target {
  readonly traits: AdapterTraits;
  /** How a product is cut up. */
  tile(product: Product): Tile;
}
