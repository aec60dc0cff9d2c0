import { rowMajorStrides } from '../../graph/layout.ts';
import { sizeOf, type Shape } from '../../graph/shape.ts';
import { keptShape } from '../../ops/reduction.ts';
import type { ReductionName } from '../../ops/index.ts';
import { isNumbered, programColumns, viewsOf, type PlacedProgram } from './program.ts';
import { divide, TALL_COLUMNS } from './tasks.ts';
import { coordinatesOf, Walk } from './walk.ts';
import { taskRange } from './wasm/arithmetic.ts';
import { f32, f32x4, i32, local, loop, sequence, v128, type Code } from './wasm/code.ts';
import { Fold, folds } from './wasm/folds.ts';
import { storeLanes } from './wasm/lanes.ts';
import type { Locals } from './wasm/module.ts';

/**
 * Statements that fold a program's results over axes of `shape` into `output`. Tasks divide what is kept, so that every element of the output is
 * folded by one of them, in one order. Where the innermost axis is reduced, four partial results are kept in a register along it; where it is
 * kept, four neighbours of the output are folded at once.
 */
export function reduction(
  kernel: ReductionName,
  placed: PlacedProgram,
  shape: Shape,
  axes: readonly number[],
  output: Code,
  task: Code,
  locals: Locals,
): { readonly code: Code; readonly tasks: number } {
  const { start, vector, scalar } = folds[kernel];
  const kept = keptShape(shape, axes);
  if (sizeOf(shape) === 0) return { code: fill(output, sizeOf(kept), start, locals), tasks: 1 };
  const strides = rowMajorStrides(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  const walk = new Walk(
    [{ layout: { shape, strides, offset: 0 }, base: output }, ...viewsOf(placed)],
    locals,
  );
  const outputStrides = walk.outerStrides(0);
  const fold = (address: Code, value: Code): Code =>
    f32.store(address, 0, scalar(f32.load(address), f32x4.lane(value, 0)));
  const numbered = isNumbered(placed.program);
  const all = [i32.const(0), i32.const(walk.columns)] as const;
  if (!outputStrides) {
    const code = programColumns(placed.program, walk, all, locals, (value, column) =>
      fold(walk.address(0, column), value),
    );
    return { code: sequence(fill(output, sizeOf(kept), start, locals), code), tasks: 1 };
  }

  const axisNumbers = [...walk.outer.keys()];
  const [keptAxes, reducedAxes] = [
    axisNumbers.filter((axis) => outputStrides[axis] !== 0),
    axisNumbers.filter((axis) => outputStrides[axis] === 0),
  ];
  const lengthsOf = (chosen: readonly number[]): number[] => chosen.map((axis) => walk.outer[axis]!);
  const [row, term] = locals.i32s(2);
  const rowPlace = coordinatesOf(local.get(row), lengthsOf(keptAxes), locals);
  const termPlace = coordinatesOf(local.get(term), lengthsOf(reducedAxes), locals);
  const enter = walk.enter(
    axisNumbers.map((axis) =>
      keptAxes.includes(axis)
        ? rowPlace.coordinates[keptAxes.indexOf(axis)]!
        : termPlace.coordinates[reducedAxes.indexOf(axis)]!,
    ),
    numbered,
  );
  const terms = (body: Code): Code =>
    loop(
      term,
      i32.const(0),
      i32.const(sizeOf(lengthsOf(reducedAxes))),
      1,
      sequence(termPlace.code, enter, body),
    );
  const rows = sizeOf(lengthsOf(keptAxes));
  const [from, to] = locals.i32s(2);
  const divided = [local.get(from), local.get(to)] as const;

  if (walk.step(0) === 0) {
    const along = new Fold(kernel, locals);
    const division = divide(rows, sizeOf(shape) / rows);
    const body = sequence(
      rowPlace.code,
      along.start,
      terms(programColumns(placed.program, walk, all, locals, (value, _, lanes) => along.take(value, lanes))),
      f32.store(walk.address(0, i32.const(0)), 0, along.total),
    );
    return {
      code: sequence(
        taskRange({ task, perTask: i32.const(division.perTask), total: i32.const(rows) }, from, to),
        loop(row, local.get(from), local.get(to), 1, body),
      ),
      tasks: division.tasks,
    };
  }

  // A single row of results is cut, many are divided whole.
  const cut = rows === 1;
  const termsEach = sizeOf(shape) / rows / walk.columns;
  const division = cut ? divide(walk.columns, termsEach, TALL_COLUMNS) : divide(rows, sizeOf(shape) / rows);
  const columns = cut ? divided : all;
  const clear = programColumns(
    { inputs: [], instructions: [], result: { kind: 'literal', value: start } },
    walk,
    columns,
    locals,
    (value, column, lanes) => storeLanes(walk.address(0, column), value, lanes),
  );
  const body = sequence(
    rowPlace.code,
    local.set(term, i32.const(0)),
    termPlace.code,
    enter,
    clear,
    terms(
      programColumns(placed.program, walk, columns, locals, (value, column, lanes) => {
        const address = walk.address(0, column);
        return lanes === 4 ? v128.store(address, 0, vector(v128.load(address), value)) : fold(address, value);
      }),
    ),
  );
  return {
    code: sequence(
      taskRange(
        { task, perTask: i32.const(division.perTask), total: i32.const(cut ? walk.columns : rows) },
        from,
        to,
      ),
      cut ? sequence(local.set(row, i32.const(0)), body) : loop(row, local.get(from), local.get(to), 1, body),
    ),
    tasks: division.tasks,
  };
}

/** Sets that many numbers, one by one. */
function fill(output: Code, count: number, value: number, locals: Locals): Code {
  const i = locals.i32();
  return loop(
    i,
    i32.const(0),
    i32.const(count),
    1,
    f32.store(i32.add(output, i32.mul(local.get(i), i32.const(4))), 0, f32.const(value)),
  );
}
