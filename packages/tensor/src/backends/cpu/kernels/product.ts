import { plus, smaller, times } from '../wasm/arithmetic.ts';
import { call, f32, i32, local, loop, sequence, when, type Code } from '../wasm/code.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { packPanels } from './pack.ts';
import { multiplyTiles, TILE, type LeftForm, type ResultForm } from './tiles.ts';

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
 * left [rows, k] · right [k, columns], all under byte strides. Left rows are contiguous along k and lie `leftStride` apart; left panels [k][4] lie
 * one after the other, `leftStride` bytes each.
 *
 * To give the result by rows, [rows, columns], the right operand is packed block by block. To give it by columns, [columns, rows], it has to be in
 * panels [k][8] already, of which every column counts for `columnStride` bytes and every step of k for `innerStride`: the cheaper order where left
 * rows are those of a weight [out, in], which is then read as it lies.
 */
export function addProduct(
  module: ModuleBuilder,
  name: string,
  form: { readonly left: LeftForm; readonly result: ResultForm },
  functions: { readonly tiles: number; readonly pack: number; readonly copyTile: number },
): number {
  return module.define(name, productParameters, (p, locals) => {
    const [block, depth, column, width, row, panel, leftBlock, leftLimit] = locals.i32s(8);
    const byRows = form.result === 'rows';
    const leftStep = form.left === 'rows' ? 4 : 4 * TILE.rows;
    const leftRow =
      form.left === 'rows'
        ? i32.mul(local.get(row), p.leftStride)
        : i32.mul(i32.divU(local.get(row), i32.const(TILE.rows)), p.leftStride);
    const limit =
      form.left === 'rows'
        ? plus(local.get(leftBlock), i32.mul(i32.sub(p.rows, i32.const(1)), p.leftStride))
        : i32.const(leftStep);
    const accumulate = i32.eqz(i32.eqz(local.get(block)));
    const tiles = (result: Code, resultStride: Code, groups: Code): Code =>
      multiplyTiles(functions.tiles, {
        left: plus(local.get(leftBlock), leftRow),
        leftStride: p.leftStride,
        leftLimit: local.get(leftLimit),
        panel: local.get(panel),
        result,
        resultStride,
        groups,
        k: local.get(depth),
        accumulate,
      });

    const [major, minor] = byRows ? [row, column] : [column, row];
    const target = plus(p.result, i32.mul(local.get(major), p.resultStride), times(local.get(minor), 4));
    const tileStride = 4 * (byRows ? TILE.columns : TILE.rows);
    const height = smaller(i32.sub(p.rows, local.get(row)), i32.const(TILE.rows));
    const edge = edgeTile({
      copyTile: functions.copyTile,
      target,
      targetStride: p.resultStride,
      tile: p.scratch,
      tileStride,
      rows: byRows ? height : local.get(width),
      columns: byRows ? local.get(width) : height,
      accumulate,
      compute: tiles(p.scratch, i32.const(tileStride), i32.const(1)),
    });

    const rightBlock = plus(p.right, i32.mul(local.get(block), p.innerStride));
    const packed = plus(p.scratch, i32.const(TILE_BYTES));
    const prepareRight = byRows
      ? packPanels(functions.pack, {
          source: rightBlock,
          destination: packed,
          outer: p.columns,
          k: local.get(depth),
          outerStride: p.columnStride,
          innerStride: p.innerStride,
        })
      : [];
    const panelBytes = times(byRows ? times(local.get(depth), 4) : p.columnStride, TILE.columns);
    return loop(
      block,
      i32.const(0),
      p.k,
      BLOCK_K,
      sequence(
        local.set(depth, i32.sub(p.k, local.get(block))),
        local.set(depth, smaller(local.get(depth), i32.const(BLOCK_K))),
        local.set(leftBlock, plus(p.left, times(local.get(block), leftStep))),
        local.set(leftLimit, limit),
        prepareRight,
        local.set(panel, byRows ? packed : rightBlock),
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
            local.set(panel, plus(local.get(panel), panelBytes)),
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
    const [row, column] = locals.i32s(2);
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
