import { contiguousLayout, type Layout } from '../../graph/layout.ts';
import type { Shape } from '../../graph/shape.ts';
import type { Program } from '../../plan/plan.ts';
import { isNumbered, programColumns, viewsOf, type PlacedProgram, type Span } from './program.ts';
import { divide } from './tasks.ts';
import { commonAxes, coordinatesOf, Walk, type View } from './walk.ts';
import { taskRange } from './wasm/arithmetic.ts';
import { i32, local, loop, sequence, type Code } from './wasm/code.ts';
import { storeLanes } from './wasm/lanes.ts';
import type { Locals } from './wasm/module.ts';

/** Rows and columns of a result that some code computes. */
export interface Region {
  readonly rows: Span;
  readonly columns: Span;
}

/**
 * Statements that write a program's results, row-major, to `output`; the division tells the tasks, and `task` which of them is computed.
 */
export function elementwise(
  placed: PlacedProgram,
  shape: Shape,
  output: Code,
  task: Code,
  locals: Locals,
): { readonly code: Code; readonly tasks: number } {
  const walk = new Walk([{ layout: contiguousLayout(shape), base: output }, ...viewsOf(placed)], locals);
  // Many rows are divided among tasks whole; a single long one is cut.
  const cut = walk.rows === 1;
  const division = cut ? divide(walk.columns, 1, 4) : divide(walk.rows, walk.columns);
  const [from, to] = locals.i32s(2);
  const divided = [local.get(from), local.get(to)] as const;
  const whole = (length: number) => [i32.const(0), i32.const(length)] as const;
  const region = cut ? { rows: whole(1), columns: divided } : { rows: divided, columns: whole(walk.columns) };
  return {
    code: sequence(
      taskRange(
        { task, perTask: i32.const(division.perTask), total: i32.const(cut ? walk.columns : walk.rows) },
        from,
        to,
      ),
      programRegion(placed.program, walk, region, locals),
    ),
    tasks: division.tasks,
  };
}

/**
 * Whether a part of a matrix [rows, columns] can be passed through a program by itself: not where the program's inputs divide the columns in their
 * turn.
 */
export function canFinish({ inputs }: Program, [rows, columns]: MatrixShape): boolean {
  const axes = commonAxes([...matrixLayouts([rows, columns]), ...inputs.map(({ layout }) => layout)]);
  return axes?.lengths.at(-1) === columns;
}

/** Statements that pass a region of a matrix through a program, in place. */
export function finishRegion(
  placed: PlacedProgram,
  shape: MatrixShape,
  matrix: Code,
  region: Region,
  locals: Locals,
): Code {
  const [result, apart] = matrixLayouts(shape).map((layout): View => ({ base: matrix, layout }));
  const walk = new Walk([result!, ...viewsOf(placed), apart!], locals);
  return programRegion(placed.program, walk, region, locals);
}

type MatrixShape = readonly [rows: number, columns: number];

/** A matrix, and a view of one row of it again and again, which keeps rows and columns apart where all else is contiguous. */
function matrixLayouts(shape: MatrixShape): readonly Layout[] {
  return [contiguousLayout(shape), { shape, strides: [0, 1], offset: 0 }];
}

function programRegion(
  program: Program,
  walk: Walk,
  { rows: [rowFrom, rowTo], columns }: Region,
  locals: Locals,
): Code {
  const row = locals.i32();
  const { code, coordinates } = coordinatesOf(local.get(row), walk.outer, locals);
  return loop(
    row,
    rowFrom,
    rowTo,
    1,
    sequence(
      code,
      walk.enter(coordinates, isNumbered(program)),
      programColumns(program, walk, columns, locals, (value, column, lanes) =>
        storeLanes(walk.address(0, column), value, lanes),
      ),
    ),
  );
}
