import type { Product } from './product.ts';

/**
 * How a product is cut up. An invocation computes rows × columns of the result; a workgroup has rowLanes × columnLanes invocations, and `slices` of
 * them, each of which sums a part of K. All tiles of as many slices give the same bits: every element is one chain of fused multiply-adds along K.
 */
export interface Tile {
  /** A power of two. */
  readonly rows: number;
  /** A power of two, at least 4. */
  readonly columns: number;
  readonly rowLanes: number;
  readonly columnLanes: number;
  /** Positions of K in a round of the loop: a multiple of 4. */
  readonly step: number;
  readonly slices: number;
  /** Where an invocation has its numbers from: all its own loads, rows that a subgroup loads together, or workgroup memory. */
  readonly reads: 'own' | 'broadcast' | 'shared';
}

/** The tile for a product that may be smaller: lanes beyond its rows go to its columns, and no row is computed that is not there. */
export function fitted(tile: Tile, { rows, left, right, inner }: Product): Tile {
  const step = [tile.step, 4].find((candidate) => inner % (candidate * tile.slices) === 0) ?? 1;
  const slices = step === 1 ? 1 : tile.slices;
  const vectors = left.vectors !== 'none' && (tile.reads === 'broadcast' || right.vectors !== 'none');
  const reads = vectors && step > 1 ? tile.reads : 'own';
  // Vectors along the outer axis, and workgroup memory, hold four rows.
  const least = left.vectors === 'outer' || reads === 'shared' ? 4 : 1;
  let { rows: tileRows, rowLanes, columnLanes } = tile;
  while (rowLanes > 1 && (rowLanes / 2) * tileRows >= rows) {
    rowLanes /= 2;
    columnLanes *= 2;
  }
  while (tileRows > least && tileRows / 2 >= rows) tileRows /= 2;
  return { ...tile, step, slices, reads, rows: tileRows, rowLanes, columnLanes };
}
