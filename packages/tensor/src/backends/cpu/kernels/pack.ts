import { plus, smaller, times } from '../wasm/arithmetic.ts';
import { call, f32, i32, local, loop, sequence, v128, when, type Code } from '../wasm/code.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { transpose } from './tiles.ts';

/**
 * A function that copies [outer, k] under byte strides into panels [⌈outer/width⌉][k][width]:
 * `(source, destination, outer, k, outerStride, innerStride)`. A last panel that is not full repeats the last row; what is computed from that is
 * not used.
 */
export function addPack(module: ModuleBuilder, name: string, width: number): number {
  const parameters = ['source', 'destination', 'outer', 'k', 'outerStride', 'innerStride'] as const;
  return module.define(name, parameters, (p, locals) => {
    const [panel, step, read, write, index] = locals.i32s(5);
    const rows = Array.from({ length: width }, () => locals.i32());
    const [block, spare] = [0, 1].map(() => [0, 1, 2, 3].map(() => locals.v128())) as [number[], number[]];
    const lastRow = i32.sub(p.outer, i32.const(1));
    const startRow = (row: number, j: number): Code =>
      sequence(
        local.set(index, plus(local.get(panel), i32.const(j))),
        local.set(row, plus(p.source, i32.mul(smaller(local.get(index), lastRow), p.outerStride))),
      );
    const advance = (moved: readonly number[], by: Code, steps: number): Code =>
      sequence(
        ...moved.map((row) => local.set(row, plus(local.get(row), by))),
        local.set(write, plus(local.get(write), i32.const(4 * width * steps))),
      );
    const one = sequence(
      ...rows.map((row, j) => f32.store(local.get(write), 4 * j, f32.load(local.get(row)))),
      advance(rows, p.innerStride, 1),
    );
    // Neighbouring rows lie side by side: a step of all whole panels is read in one go, because memory likes to be read along.
    const wholePanels = i32.sub(p.outer, i32.remU(p.outer, i32.const(width)));
    const panelSize = times(p.k, 4 * width);
    const sideBySide = loop(
      step,
      i32.const(0),
      p.k,
      1,
      sequence(
        local.set(read, plus(p.source, i32.mul(local.get(step), p.innerStride))),
        local.set(write, plus(p.destination, times(local.get(step), 4 * width))),
        loop(
          panel,
          i32.const(0),
          wholePanels,
          width,
          sequence(
            ...Array.from({ length: width / 4 }, (_, v) =>
              v128.store(local.get(write), 16 * v, v128.load(local.get(read), 16 * v)),
            ),
            local.set(read, plus(local.get(read), i32.const(4 * width))),
            local.set(write, plus(local.get(write), panelSize)),
          ),
        ),
      ),
    );
    // Rows are contiguous: four steps of four rows at a time, transposed.
    const four = sequence(
      ...Array.from({ length: width / 4 }, (_, v) =>
        sequence(
          ...block.map((vector, j) => local.set(vector, v128.load(local.get(rows[4 * v + j]!)))),
          transpose(block, spare),
          ...block.map((vector, j) =>
            v128.store(local.get(write), 4 * width * j + 16 * v, local.get(vector)),
          ),
        ),
      ),
      advance(rows, i32.const(16), 4),
    );
    const wholeFours = i32.and(p.k, i32.const(-4));
    const isStride = (stride: Code): Code => i32.eq(stride, i32.const(4));
    return sequence(
      local.set(panel, i32.const(0)),
      when(isStride(p.outerStride), sideBySide),
      local.set(write, plus(p.destination, times(i32.mul(local.get(panel), p.k), 4))),
      loop(
        panel,
        local.get(panel),
        p.outer,
        width,
        sequence(
          ...rows.map(startRow),
          local.set(step, i32.const(0)),
          when(isStride(p.innerStride), loop(step, i32.const(0), wholeFours, 4, four)),
          loop(step, local.get(step), p.k, 1, one),
        ),
      ),
    );
  });
}

/** Calls a function made by `addPack`. */
export function packPanels(
  pack: number,
  operands: {
    readonly source: Code;
    readonly destination: Code;
    readonly outer: Code;
    readonly k: Code;
    readonly outerStride: Code;
    readonly innerStride: Code;
  },
): Code {
  const { source, destination, outer, k, outerStride, innerStride } = operands;
  return call(pack, source, destination, outer, k, outerStride, innerStride);
}
