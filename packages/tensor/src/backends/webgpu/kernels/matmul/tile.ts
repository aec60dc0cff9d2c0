import { VECTOR, type Product, type Vectors } from './product.ts';

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
export function fitted(tile: Tile, { rows, columns, left, right, inner }: Product): Tile {
  const step = [32, 16, 8, 4].find((some) => some <= tile.step && inner % (some * tile.slices) === 0) ?? 1;
  const slices = step === 1 ? 1 : tile.slices;
  const vectors = left.vectors !== 'none' && (tile.reads === 'broadcast' || right.vectors !== 'none');
  const reads = vectors && step > 1 ? tile.reads : 'own';
  // Vectors along the outer axis, and workgroup memory, hold four rows.
  const least = left.vectors === 'outer' || reads === 'shared' ? 4 : 1;
  let { rows: tileRows, rowLanes, columnLanes } = tile;
  while (rowLanes > 1 && (rowLanes / 2) * tileRows >= rows) {
    rowLanes /= 2;
    // More columns at once take more workgroup memory.
    if (reads !== 'shared') columnLanes *= 2;
  }
  while (reads === 'shared' && columnLanes > 1 && (columnLanes / 2) * tile.columns >= columns)
    columnLanes /= 2;
  while (tileRows > least && tileRows / 2 >= rows) tileRows /= 2;
  return { ...tile, step, slices, reads, rows: tileRows, rowLanes, columnLanes };
}

/** How a slice's part of a factor lies in workgroup memory: in lines of vectors, along K or along the outer axis as in the factor. */
export interface SharedLines {
  /** Vectors from a line to the next. */
  readonly pitch: number;
  readonly size: number;
}

/** An even pitch would put vectors that are read at once, one of each line, into the same banks. */
export function sharedLines(vectors: Vectors, outer: number, step: number): SharedLines {
  const [along, lines] = vectors === 'inner' ? [step / VECTOR, outer] : [outer / VECTOR, step];
  const pitch = vectors === 'inner' ? along + (along % 2 === 0 ? 1 : 0) : along;
  return { pitch, size: pitch * lines };
}

/** Bytes of workgroup memory that a product takes with a tile that is fitted to it. */
export function workgroupBytes(tile: Tile, { left, right }: Product): number {
  const { rows, columns, rowLanes, columnLanes, step, slices, reads } = tile;
  const size = (vectors: Vectors, outer: number): number => sharedLines(vectors, outer, step).size;
  const shared =
    reads === 'shared' ? size(left.vectors, rows * rowLanes) + size(right.vectors, columns * columnLanes) : 0;
  const parts = slices > 1 ? rowLanes * columnLanes : 0;
  return 4 * VECTOR * slices * (shared + parts);
}
