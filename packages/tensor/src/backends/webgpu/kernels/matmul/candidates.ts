import type { Target } from '../../target.ts';
import type { Product } from './product.ts';
import type { Tile } from './tile.ts';

/** What of an adapter decides which tiles can be good on it. */
export interface AdapterTraits extends Pick<Target, 'subgroupSize'> {
  /** Whether the adapter computes on the CPU: a few threads, and no memory that is nearer than others. */
  readonly software: boolean;
}

/** A multiplication of that many scalars keeps a large GPU busy; with fewer, several invocations share the sum of one result. */
const BUSY = 2 ** 17;

/**
 * The tiles worth trying for a product, the one to take untried first. No tile is the best everywhere: over four vendors the best single one
 * reaches 80 % of each adapter's own optimum, at worst 44 % (https://github.com/ggml-org/llama.cpp/pull/22241).
 */
export function candidates(product: Product, { subgroupSize, software }: AdapterTraits): Tile[] {
  const slices = software ? 1 : slicesOf(product);
  if (slices > 1) {
    return [
      ownTile(4, 4, 1, 32, slices),
      ownTile(4, 4, 1, 16, slices),
      ownTile(8, 4, 1, 32, slices),
      ownTile(16, 4, 1, 32, slices),
      ownTile(4, 4, 4, 8, slices),
    ];
  }
  // What a subgroup reads together is read once for all; elsewhere near memory does that, where there is any.
  const together = subgroupSize === undefined ? [] : broadcastTiles(subgroupSize);
  const nearby: Tile[] = [
    { rows: 4, columns: 4, rowLanes: 8, columnLanes: 8, step: 16, slices, reads: 'shared' },
    { rows: 8, columns: 4, rowLanes: 8, columnLanes: 8, step: 16, slices, reads: 'shared' },
    { rows: 8, columns: 8, rowLanes: 8, columnLanes: 8, step: 8, slices, reads: 'shared' },
  ];
  const alone = [ownTile(4, 4, 8, 8, slices), ownTile(8, 8, 8, 8, slices)];
  if (!software) return [...nearby, ...together, ...alone];
  // It compiles a large tile for longer than it computes a small product.
  return [...(isSmall(product) ? together.toReversed() : together), ...alone];
}

function ownTile(rows: number, columns: number, rowLanes: number, columnLanes: number, slices: number): Tile {
  return { rows, columns, rowLanes, columnLanes, step: 4, slices, reads: 'own' };
}

function broadcastTiles(subgroupSize: number): Tile[] {
  const wide = { columns: 4, rowLanes: 1, step: 4, slices: 1, reads: 'broadcast' } as const;
  return [
    { ...wide, rows: 16, columnLanes: subgroupSize },
    { ...wide, rows: 8, columnLanes: subgroupSize },
    { ...wide, rows: 32, columnLanes: subgroupSize },
    { ...wide, rows: 16, columns: 8, columnLanes: subgroupSize },
    { ...wide, rows: 4, columnLanes: subgroupSize },
  ];
}

/** By the product's size alone, so that what is tried does not change the result. */
function slicesOf({ batch, rows, columns, inner }: Product): number {
  const wanted = BUSY / (batch * rows * columns);
  return [8, 4, 2].find((slices) => slices <= wanted && inner % (slices * 16) === 0) ?? 1;
}

/** Of fewer multiplications than a software adapter does in a millisecond. */
function isSmall({ batch, rows, columns, inner }: Product): boolean {
  return batch * rows * columns * inner < 2 ** 22;
}

/** For a file of what was measured. */
export function nameOf({ rows, columns, rowLanes, columnLanes, step, slices, reads }: Tile): string {
  return `${reads} ${rows}×${columns} on ${rowLanes}×${columnLanes} by ${step}${slices > 1 ? ` in ${slices}` : ''}`;
}
