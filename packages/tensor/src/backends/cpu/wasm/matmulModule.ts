import { f32, f32x4, i32, local, loop, sequence, type, v128, when, type Code } from './code.ts';
import { Locals, ModuleBuilder } from './module.ts';

/** Rows of A and columns of B that the innermost kernel multiplies at once. */
export const PANEL = { a: 4, b: 8 } as const;

/** The functions of the module, all on byte addresses. */
export interface MatmulFunctions {
  /**
   * Copies [outer, k] under byte strides into panels [⌈outer/width⌉][k][width]; a last panel that is not full repeats the last row, and what it
   * computes is never read.
   */
  packA(
    source: number,
    destination: number,
    outer: number,
    k: number,
    outerStride: number,
    innerStride: number,
  ): void;
  packB(
    source: number,
    destination: number,
    outer: number,
    k: number,
    outerStride: number,
    innerStride: number,
  ): void;
  /** c [4·panelsA][8·panelsB] (+)= packed A · packed B, rows `rowBytes` apart. */
  multiply(
    a: number,
    b: number,
    c: number,
    panelsA: number,
    panelsB: number,
    k: number,
    rowBytes: number,
    accumulate: number,
  ): void;
}

/** The bytes of a module with packing and multiplication, the same for every plan so that the engine optimises it once. */
export function matmulModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  addPack(module, 'packA', PANEL.a);
  addPack(module, 'packB', PANEL.b);
  addMultiply(module);
  return module.bytes();
}

function addPack(module: ModuleBuilder, name: string, width: number): void {
  const [source, destination, outer, k, outerStride, innerStride] = [0, 1, 2, 3, 4, 5];
  const locals = new Locals(6);
  const [panel, p, write] = [locals.i32(), locals.i32(), locals.i32()];
  const rows = Array.from({ length: width }, () => locals.i32());
  const lastRow = i32.sub(local.get(outer), i32.const(1));
  const rowIndex = (j: number): Code => i32.add(local.get(panel), i32.const(j));
  const clamped = (j: number): Code =>
    i32.select(rowIndex(j), lastRow, i32.ltU(rowIndex(j), local.get(outer)));
  const rowAddress = (j: number): Code =>
    i32.add(local.get(source), i32.mul(clamped(j), local.get(outerStride)));
  const advance = (byRow: readonly number[]): Code =>
    sequence(
      ...byRow.map((row) => local.set(row, i32.add(local.get(row), local.get(innerStride)))),
      local.set(write, i32.add(local.get(write), i32.const(4 * width))),
    );
  const scalar = loop(
    p,
    i32.const(0),
    local.get(k),
    1,
    sequence(
      ...rows.map((row, j) => f32.store(local.get(write), 4 * j, f32.load(local.get(row)))),
      advance(rows),
    ),
  );
  // Neighbouring rows lie side by side: a whole column of the panel is one vector.
  const vector = loop(
    p,
    i32.const(0),
    local.get(k),
    1,
    sequence(
      ...Array.from({ length: width / 4 }, (_, v) =>
        v128.store(local.get(write), 16 * v, v128.load(local.get(rows[0]!), 16 * v)),
      ),
      advance(rows.slice(0, 1)),
    ),
  );
  const full = i32.geU(local.get(outer), i32.add(local.get(panel), i32.const(width)));
  const sideBySide = i32.eq(local.get(outerStride), i32.const(4));
  const body = sequence(
    local.set(write, local.get(destination)),
    loop(
      panel,
      i32.const(0),
      local.get(outer),
      width,
      sequence(
        ...rows.map((row, j) => local.set(row, rowAddress(j))),
        when(i32.mul(full, sideBySide), vector, scalar),
      ),
    ),
  );
  module.add({ name, parameters: Array(6).fill(type.i32), results: [], locals: locals.declared, body });
}

function addMultiply(module: ModuleBuilder): void {
  const [a, b, c, panelsA, panelsB, k, rowBytes, accumulate] = [0, 1, 2, 3, 4, 5, 6, 7];
  const locals = new Locals(8);
  const [panelA, panelB, p, readA, readB, tile] = [
    locals.i32(),
    locals.i32(),
    locals.i32(),
    locals.i32(),
    locals.i32(),
    locals.i32(),
  ];
  const [left, right] = [locals.v128(), locals.v128()];
  const rows = [0, 1, 2, 3];
  const sums = rows.map(() => [locals.v128(), locals.v128()] as const);
  const rowStart = (row: number): Code =>
    i32.add(local.get(tile), i32.mul(local.get(rowBytes), i32.const(row)));
  const panelBytes = (width: number): Code => i32.mul(local.get(k), i32.const(4 * width));
  const fused = (sum: number, x: Code, y: number): Code =>
    local.set(sum, f32x4.add(local.get(sum), f32x4.mul(x, local.get(y))));
  const splat = locals.v128();

  const inner = sequence(
    local.set(left, v128.load(local.get(readB))),
    local.set(right, v128.load(local.get(readB), 16)),
    ...rows.flatMap((row) => [
      local.set(splat, v128.loadSplat(local.get(readA), 4 * row)),
      fused(sums[row]![0], local.get(splat), left),
      fused(sums[row]![1], local.get(splat), right),
    ]),
    local.set(readA, i32.add(local.get(readA), i32.const(4 * PANEL.a))),
    local.set(readB, i32.add(local.get(readB), i32.const(4 * PANEL.b))),
  );
  const tileBody = sequence(
    local.set(readB, i32.add(local.get(b), i32.mul(local.get(panelB), panelBytes(PANEL.b)))),
    local.set(readA, i32.add(local.get(a), i32.mul(local.get(panelA), panelBytes(PANEL.a)))),
    local.set(
      tile,
      i32.add(
        local.get(c),
        i32.add(
          i32.mul(i32.mul(local.get(panelA), i32.const(PANEL.a)), local.get(rowBytes)),
          i32.mul(local.get(panelB), i32.const(4 * PANEL.b)),
        ),
      ),
    ),
    when(
      local.get(accumulate),
      sequence(
        ...rows.flatMap((row) =>
          sums[row]!.map((sum, half) => local.set(sum, v128.load(rowStart(row), 16 * half))),
        ),
      ),
      sequence(...rows.flatMap((row) => sums[row]!.map((sum) => local.set(sum, f32x4.const(0))))),
    ),
    loop(p, i32.const(0), local.get(k), 1, inner),
    ...rows.flatMap((row) =>
      sums[row]!.map((sum, half) => v128.store(rowStart(row), 16 * half, local.get(sum))),
    ),
  );
  const body = loop(
    panelB,
    i32.const(0),
    local.get(panelsB),
    1,
    loop(panelA, i32.const(0), local.get(panelsA), 1, tileBody),
  );
  module.add({
    name: 'multiply',
    parameters: Array(8).fill(type.i32),
    results: [],
    locals: locals.declared,
    body,
  });
}
