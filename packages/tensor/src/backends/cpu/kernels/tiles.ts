import { plus, smaller, times } from '../wasm/arithmetic.ts';
import { call, f32x4, i32, local, loop, sequence, v128, when, type Code } from '../wasm/code.ts';
import type { Locals, ModuleBuilder } from '../wasm/module.ts';

/** Rows of the left operand and columns of the right one that are multiplied at once: eight vectors of sums stay in registers. */
export const TILE = { rows: 4, columns: 8 } as const;

/** How a·b + c is written for four numbers. */
export type MultiplyAdd = (a: Code, b: Code, c: Code) => Code;

/** Rounded twice, the same on every processor. */
export const plainMultiplyAdd: MultiplyAdd = (a, b, c) => f32x4.add(c, f32x4.mul(a, b));

/** How the left operand lies in memory: rows that are read along themselves, or panels [k][4] of four rows side by side. */
export type LeftForm = 'rows' | 'panels';
/** Where sums go: the left operand's rows are rows of the result, or columns of it. */
export type ResultForm = 'rows' | 'columns';

/**
 * A function that multiplies groups of four left rows by one right panel [k][8]:
 * `(left, leftStride, leftLimit, panel, result, resultStride, groups, k, accumulate)`, all in bytes but `groups` and `k`.
 *
 * Left rows lie `leftStride` apart, and none is read beyond `leftLimit`, the address of the last. Of left panels, groups lie `leftStride` apart
 * and steps along k `leftLimit`. Sums start from 0, or from the result under `accumulate`: cutting k into blocks changes no bit.
 */
export function addTiles(
  module: ModuleBuilder,
  name: string,
  left: LeftForm,
  result: ResultForm,
  multiplyAdd: MultiplyAdd,
): number {
  const parameters = [
    'left',
    'leftStride',
    'leftLimit',
    'panel',
    'result',
    'resultStride',
    'groups',
    'k',
    'accumulate',
  ] as const;
  return module.define(name, parameters, (p, locals) => {
    const [group, step, firstRow, readRight, tile] = locals.i32s(5);
    const readLeft = Array.from({ length: left === 'rows' ? TILE.rows : 1 }, () => locals.i32());
    const right = [locals.v128(), locals.v128()];
    const factor = locals.v128();
    const sums = Array.from({ length: TILE.rows }, () => right.map(() => locals.v128()));
    const advance = (address: number, by: Code): Code => local.set(address, plus(local.get(address), by));

    const factorOf = (row: number): Code =>
      left === 'rows'
        ? v128.loadSplat(local.get(readLeft[row]!))
        : v128.loadSplat(local.get(readLeft[0]!), 4 * row);
    const inner = sequence(
      ...right.map((vector, half) => local.set(vector, v128.load(local.get(readRight), 16 * half))),
      ...sums.flatMap((halves, row) => [
        local.set(factor, factorOf(row)),
        ...halves.map((sum, half) =>
          local.set(sum, multiplyAdd(local.get(factor), local.get(right[half]!), local.get(sum))),
        ),
      ]),
      advance(readRight, i32.const(4 * TILE.columns)),
      ...readLeft.map((address) => advance(address, left === 'rows' ? i32.const(4) : p.leftLimit)),
    );
    const startLeft =
      left === 'rows'
        ? readLeft.flatMap((address, row) => [
            local.set(address, plus(local.get(firstRow), times(p.leftStride, row))),
            local.set(address, smaller(local.get(address), p.leftLimit)),
          ])
        : [local.set(readLeft[0]!, local.get(firstRow))];
    const { load, store } =
      result === 'rows' ? byRows(sums, tile, p.resultStride) : byColumns(sums, tile, p.resultStride, locals);
    const groupBytes = left === 'rows' ? times(p.leftStride, TILE.rows) : p.leftStride;
    const tileBytes = result === 'rows' ? times(p.resultStride, TILE.rows) : i32.const(4 * TILE.rows);
    return sequence(
      local.set(firstRow, p.left),
      local.set(tile, p.result),
      loop(
        group,
        i32.const(0),
        p.groups,
        1,
        sequence(
          ...startLeft,
          local.set(readRight, p.panel),
          when(p.accumulate, load, sequence(...sums.flat().map((sum) => local.set(sum, f32x4.const(0))))),
          loop(step, i32.const(0), p.k, 1, inner),
          store,
          advance(firstRow, groupBytes),
          advance(tile, tileBytes),
        ),
      ),
    );
  });
}

interface ResultAccess {
  readonly load: Code;
  readonly store: Code;
}

function byRows(sums: readonly (readonly number[])[], tile: number, stride: Code): ResultAccess {
  const address = (row: number): Code => plus(local.get(tile), times(stride, row));
  return {
    load: sequence(
      ...sums.flatMap((halves, row) =>
        halves.map((sum, half) => local.set(sum, v128.load(address(row), 16 * half))),
      ),
    ),
    store: sequence(
      ...sums.flatMap((halves, row) =>
        halves.map((sum, half) => v128.store(address(row), 16 * half, local.get(sum))),
      ),
    ),
  };
}

/** Four sums that belong to one row of the result are spread over four vectors: they are transposed on the way. */
function byColumns(
  sums: readonly (readonly number[])[],
  tile: number,
  stride: Code,
  locals: Locals,
): ResultAccess {
  const address = (row: number): Code => plus(local.get(tile), times(stride, row));
  const spare = [0, 1, 2, 3].map(() => locals.v128());
  const half = (h: number): number[] => sums.map((halves) => halves[h]!);
  return {
    load: sequence(
      ...[0, 1].flatMap((h) => [
        ...half(h).map((sum, i) => local.set(sum, v128.load(address(4 * h + i)))),
        transpose(half(h), spare),
      ]),
    ),
    store: sequence(
      ...[0, 1].flatMap((h) => [
        transpose(half(h), spare),
        ...half(h).map((sum, i) => v128.store(address(4 * h + i), 0, local.get(sum))),
      ]),
    ),
  };
}

/** Transposes the 4×4 numbers in four vectors, in place. */
export function transpose(vectors: readonly number[], spare: readonly number[]): Code {
  const [a, b, c, d] = vectors.map((vector) => local.get(vector)) as [Code, Code, Code, Code];
  const [ab, cd, abHigh, cdHigh] = spare.map((vector) => local.get(vector)) as [Code, Code, Code, Code];
  const low = [0, 4, 1, 5];
  const high = [2, 6, 3, 7];
  const firstHalves = [0, 1, 4, 5];
  const secondHalves = [2, 3, 6, 7];
  return sequence(
    local.set(spare[0]!, f32x4.shuffle(a, b, low)),
    local.set(spare[1]!, f32x4.shuffle(c, d, low)),
    local.set(spare[2]!, f32x4.shuffle(a, b, high)),
    local.set(spare[3]!, f32x4.shuffle(c, d, high)),
    local.set(vectors[0]!, f32x4.shuffle(ab, cd, firstHalves)),
    local.set(vectors[1]!, f32x4.shuffle(ab, cd, secondHalves)),
    local.set(vectors[2]!, f32x4.shuffle(abHigh, cdHigh, firstHalves)),
    local.set(vectors[3]!, f32x4.shuffle(abHigh, cdHigh, secondHalves)),
  );
}

/** Calls a function made by `addTiles`. */
export function multiplyTiles(
  tiles: number,
  operands: {
    readonly left: Code;
    readonly leftStride: Code;
    readonly leftLimit: Code;
    readonly panel: Code;
    readonly result: Code;
    readonly resultStride: Code;
    readonly groups: Code;
    readonly k: Code;
    readonly accumulate: Code;
  },
): Code {
  const { left, leftStride, leftLimit, panel, result, resultStride, groups, k, accumulate } = operands;
  return call(tiles, left, leftStride, leftLimit, panel, result, resultStride, groups, k, accumulate);
}
