import { plus, smaller, times } from '../wasm/arithmetic.ts';
import { call, f32, i32, local, loop, sequence, when, type Code } from '../wasm/code.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { packPanels, panelBytes } from './pack.ts';
import { multiplyTiles, TILE, type LeftForm } from './tiles.ts';

/** Products added up before the next block of k: a right panel [512][8] of 16 KiB stays in the first-level cache. */
const BLOCK_K = 512;
/** Bytes of the scratch memory that a tile at the edge of the result goes through. */
const TILE_BYTES = 4 * TILE.columns * TILE.columns;

/** Bytes of scratch memory that a product of that many columns needs for the panels of a block. */
export function productScratch(columns: number, k: number): number {
  return TILE_BYTES + 4 * TILE.columns * Math.ceil(columns / TILE.columns) * Math.min(k, BLOCK_K);
}

export const productParameters = [
  'left',
  'leftStride',
  'right',
  'columnStride',
  'innerStride',
  'result',
  'resultStride',
  'rows',
  'columns',
  'k',
  'scratch',
] as const;

/**
 * result [rows, columns] = left [rows, k] · right [k, columns], all under byte strides: packs the right operand block by block and multiplies it
 * by all rows. Left rows are contiguous along k and lie `leftStride` apart; left panels [k][4] lie one after the other, `leftStride` bytes each.
 */
export function addProduct(
  module: ModuleBuilder,
  name: string,
  left: LeftForm,
  functions: { readonly tiles: number; readonly pack: number; readonly copyTile: number },
): number {
  return module.define(name, productParameters, (p, locals) => {
    const [block, depth, column, width, row, panel, leftBlock, leftLimit] = [
      locals.i32(),
      locals.i32(),
      locals.i32(),
      locals.i32(),
      locals.i32(),
      locals.i32(),
      locals.i32(),
      locals.i32(),
    ];
    const packed = plus(p.scratch, i32.const(TILE_BYTES));
    const accumulate = i32.eqz(i32.eqz(local.get(block)));
    const groupStart = i32.mul(i32.divU(local.get(row), i32.const(TILE.rows)), p.leftStride);
    const start = left === 'rows' ? i32.mul(local.get(row), p.leftStride) : groupStart;
    const target = plus(p.result, i32.mul(local.get(row), p.resultStride), times(local.get(column), 4));
    const tiles = (result: Code, resultStride: Code, groups: Code): Code =>
      multiplyTiles(functions.tiles, {
        left: plus(local.get(leftBlock), start),
        leftStride: p.leftStride,
        leftLimit: local.get(leftLimit),
        panel: local.get(panel),
        result,
        resultStride,
        groups,
        k: local.get(depth),
        accumulate,
      });
    const edge = edgeTile({
      copyTile: functions.copyTile,
      target,
      targetStride: p.resultStride,
      tile: p.scratch,
      tileStride: 4 * TILE.columns,
      rows: smaller(i32.sub(p.rows, local.get(row)), i32.const(TILE.rows)),
      columns: local.get(width),
      accumulate,
      compute: tiles(p.scratch, i32.const(4 * TILE.columns), i32.const(1)),
    });
    const isWhole = i32.eq(local.get(width), i32.const(TILE.columns));
    const leftStep = left === 'rows' ? 4 : 4 * TILE.rows;
    return loop(
      block,
      i32.const(0),
      p.k,
      BLOCK_K,
      sequence(
        local.set(depth, i32.sub(p.k, local.get(block))),
        local.set(depth, smaller(local.get(depth), i32.const(BLOCK_K))),
        local.set(leftBlock, plus(p.left, times(local.get(block), leftStep))),
        left === 'rows'
          ? local.set(
              leftLimit,
              plus(local.get(leftBlock), i32.mul(i32.sub(p.rows, i32.const(1)), p.leftStride)),
            )
          : local.set(leftLimit, i32.const(leftStep)),
        packPanels(functions.pack, {
          source: plus(p.right, i32.mul(local.get(block), p.innerStride)),
          destination: packed,
          outer: p.columns,
          k: local.get(depth),
          outerStride: p.columnStride,
          innerStride: p.innerStride,
        }),
        local.set(panel, packed),
        loop(
          column,
          i32.const(0),
          p.columns,
          TILE.columns,
          sequence(
            local.set(width, i32.sub(p.columns, local.get(column))),
            local.set(width, smaller(local.get(width), i32.const(TILE.columns))),
            local.set(row, i32.const(0)),
            when(
              isWhole,
              sequence(
                tiles(target, p.resultStride, i32.divU(p.rows, i32.const(TILE.rows))),
                local.set(row, i32.and(p.rows, i32.const(-TILE.rows))),
              ),
            ),
            loop(row, local.get(row), p.rows, TILE.rows, edge),
            local.set(panel, plus(local.get(panel), times(local.get(depth), 4 * TILE.columns))),
          ),
        ),
      ),
    );
  });
}

export const transposedProductParameters = [
  'left',
  'leftStride',
  'panels',
  'result',
  'resultStride',
  'rows',
  'columns',
  'k',
  'scratch',
] as const;

/**
 * result [columns, rows] = (left [rows, k] · right [k, columns])ᵀ with the right operand in panels [k][8] already: the cheaper order where the rows
 * of a weight [out, in] are contiguous, which then needs no packing.
 */
export function addTransposedProduct(
  module: ModuleBuilder,
  name: string,
  functions: { readonly tiles: number; readonly copyTile: number },
): number {
  return module.define(name, transposedProductParameters, (p, locals) => {
    const [block, depth, column, width, row, panel, leftBlock, leftLimit] = [
      locals.i32(),
      locals.i32(),
      locals.i32(),
      locals.i32(),
      locals.i32(),
      locals.i32(),
      locals.i32(),
      locals.i32(),
    ];
    const accumulate = i32.eqz(i32.eqz(local.get(block)));
    const target = plus(p.result, i32.mul(local.get(column), p.resultStride), times(local.get(row), 4));
    const tiles = (result: Code, resultStride: Code, groups: Code): Code =>
      multiplyTiles(functions.tiles, {
        left: plus(local.get(leftBlock), i32.mul(local.get(row), p.leftStride)),
        leftStride: p.leftStride,
        leftLimit: local.get(leftLimit),
        panel: plus(local.get(panel), times(local.get(block), 4 * TILE.columns)),
        result,
        resultStride,
        groups,
        k: local.get(depth),
        accumulate,
      });
    const edge = edgeTile({
      copyTile: functions.copyTile,
      target,
      targetStride: p.resultStride,
      tile: p.scratch,
      tileStride: 4 * TILE.rows,
      rows: local.get(width),
      columns: smaller(i32.sub(p.rows, local.get(row)), i32.const(TILE.rows)),
      accumulate,
      compute: tiles(p.scratch, i32.const(4 * TILE.rows), i32.const(1)),
    });
    return loop(
      block,
      i32.const(0),
      p.k,
      BLOCK_K,
      sequence(
        local.set(depth, i32.sub(p.k, local.get(block))),
        local.set(depth, smaller(local.get(depth), i32.const(BLOCK_K))),
        local.set(leftBlock, plus(p.left, times(local.get(block), 4))),
        local.set(
          leftLimit,
          plus(local.get(leftBlock), i32.mul(i32.sub(p.rows, i32.const(1)), p.leftStride)),
        ),
        local.set(panel, p.panels),
        loop(
          column,
          i32.const(0),
          p.columns,
          TILE.columns,
          sequence(
            local.set(width, i32.sub(p.columns, local.get(column))),
            local.set(width, smaller(local.get(width), i32.const(TILE.columns))),
            local.set(row, i32.const(0)),
            when(
              i32.eq(local.get(width), i32.const(TILE.columns)),
              sequence(
                tiles(target, p.resultStride, i32.divU(p.rows, i32.const(TILE.rows))),
                local.set(row, i32.and(p.rows, i32.const(-TILE.rows))),
              ),
            ),
            loop(row, local.get(row), p.rows, TILE.rows, edge),
            local.set(panel, plus(local.get(panel), panelBytes(i32.const(1), p.k, TILE.columns))),
          ),
        ),
      ),
    );
  });
}

/** A tile that reaches beyond the result is computed in scratch memory; what belongs to the result is copied in and out. */
function edgeTile(tile: {
  readonly copyTile: number;
  readonly target: Code;
  readonly targetStride: Code;
  readonly tile: Code;
  readonly tileStride: number;
  readonly rows: Code;
  readonly columns: Code;
  readonly accumulate: Code;
  readonly compute: Code;
}): Code {
  const { copyTile, target, targetStride, rows, columns } = tile;
  const tileStride = i32.const(tile.tileStride);
  return sequence(
    when(tile.accumulate, call(copyTile, target, targetStride, tile.tile, tileStride, rows, columns)),
    tile.compute,
    call(copyTile, tile.tile, tileStride, target, targetStride, rows, columns),
  );
}

/** `(from, fromStride, to, toStride, rows, columns)`: copies a small block of numbers. */
export function addCopyTile(module: ModuleBuilder): number {
  const parameters = ['from', 'fromStride', 'to', 'toStride', 'rows', 'columns'] as const;
  return module.define('copyTile', parameters, (p, locals) => {
    const [row, column] = [locals.i32(), locals.i32()];
    const at = (start: Code, stride: Code): Code =>
      plus(start, i32.mul(local.get(row), stride), times(local.get(column), 4));
    return loop(
      row,
      i32.const(0),
      p.rows,
      1,
      loop(
        column,
        i32.const(0),
        p.columns,
        1,
        f32.store(at(p.to, p.toStride), 0, f32.load(at(p.from, p.fromStride))),
      ),
    );
  });
}
