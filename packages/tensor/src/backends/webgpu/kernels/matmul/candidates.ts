import type { AdapterTraits } from '../../traits.ts';
import type { Product } from './product.ts';
import { fitted, workgroupBytes, type Tile } from './tile.ts';

/** So many results keep a large GPU busy; with fewer, several invocations share the sum of one. */
const BUSY = 2 ** 19;

/**
 * The tiles worth trying for a product, the one to take untried first. No tile is the best everywhere: over four vendors the best single one
 * reaches 80 % of each adapter's own optimum, at worst 44 % (https://github.com/ggml-org/llama.cpp/pull/22241).
 */
export function candidates(product: Product, traits: AdapterTraits): Tile[] {
  const tiles = traits.software ? softwareTiles(product, traits) : gpuTiles(slicesOf(product));
  const fitting = tiles.filter(
    (tile) => workgroupBytes(fitted(tile, product), product) <= traits.workgroupBytes,
  );
  return fitting.length > 0 ? fitting : [ownTile(4, 4, 8, 8, slicesOf(product))];
}

function softwareTiles(product: Product, { subgroupSize }: AdapterTraits): Tile[] {
  // What a subgroup reads together is read once for all.
  const together = subgroupSize === undefined ? [] : broadcastTiles(subgroupSize);
  // It compiles a large tile for longer than it computes a small product.
  return [...(isSmall(product) ? together.toReversed() : together), ownTile(4, 4, 8, 8), ownTile(8, 8, 8, 8)];
}

/** Workgroups of at most 256 invocations, which every device has. */
function gpuTiles(slices: number): Tile[] {
  if (slices === 1) {
    return [
      sharedTile(8, 4, 8, 8, 32),
      sharedTile(8, 8, 16, 16, 32),
      sharedTile(8, 4, 16, 16, 32),
      sharedTile(4, 4, 8, 8, 32),
      sharedTile(8, 8, 8, 16, 16),
    ];
  }
  const lanes = 256 / slices;
  const [rowLanes, columnLanes] = lanes >= 64 ? [8, 8] : [4, lanes / 4];
  return [16, 8, 4].flatMap((step) => [
    sharedTile(4, 4, rowLanes, columnLanes, step, slices),
    ...(step === 16 ? [sharedTile(8, 4, rowLanes, columnLanes, step, slices)] : []),
  ]);
}

function sharedTile(
  rows: number,
  columns: number,
  rowLanes: number,
  columnLanes: number,
  step: number,
  slices = 1,
): Tile {
  return { rows, columns, rowLanes, columnLanes, step, slices, reads: 'shared' };
}

function ownTile(rows: number, columns: number, rowLanes: number, columnLanes: number, slices = 1): Tile {
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
  return [16, 8, 4, 2].find((slices) => slices <= wanted && inner % (slices * 16) === 0) ?? 1;
}

/** Of fewer multiplications than a software adapter does in a millisecond. */
function isSmall({ batch, rows, columns, inner }: Product): boolean {
  return batch * rows * columns * inner < 2 ** 22;
}

/** For a file of what was measured. */
export function nameOf({ rows, columns, rowLanes, columnLanes, step, slices, reads }: Tile): string {
  return `${reads} ${rows}×${columns} on ${rowLanes}×${columnLanes} by ${step}${slices > 1 ? ` in ${slices}` : ''}`;
}
