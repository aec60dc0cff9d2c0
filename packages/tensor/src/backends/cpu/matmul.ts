import { coalesce, type Layout } from '../../graph/layout.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { MatmulStep } from '../../plan/plan.ts';
import { finishRegion } from './elementwise.ts';
import { productParameters, productScratch } from './kernels/product.ts';
import { TILE } from './kernels/tiles.ts';
import type { PlacedProgram } from './program.ts';
import { divide } from './tasks.ts';
import { coordinatesOf } from './walk.ts';
import { forTask, once, plus, smaller, times } from './wasm/arithmetic.ts';
import { bytes, call, i32, local, sequence, type Code } from './wasm/code.ts';
import type { Locals } from './wasm/module.ts';

/** Columns of the result in a task: a block of right panels of that width stays in the second-level cache. */
const TASK_COLUMNS = 64;
/** Rows of the result in a task at most: they, too, stay there. */
const TASK_ROWS = 512;
/** Fewer tasks than this do not keep a few threads equally busy. */
const FEW_TASKS = 16;
/** Multiplications below which dividing costs more than it brings. */
const SMALL = 2 ** 18;

/** How a product is computed. */
export interface MatmulScheme {
  /** [batch, M, K] · [batch, K, N] */
  readonly batches: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /**
   * `rows`: left rows are read as they lie, the right operand is packed task by task. `panels`: left operands that are not contiguous along k are
   * packed for all tasks beforehand. `transposed`: so are left operands whose product is taken as (Bᵀ·Aᵀ)ᵀ, where the larger right operand,
   * contiguous along k like a weight [out, in], is read as it lies.
   */
  readonly kind: 'rows' | 'panels' | 'transposed';
  readonly taskRows: number;
  readonly taskColumns: number;
}

export function matmulScheme({ operands: [a, b] }: MatmulStep): MatmulScheme {
  const [m, k, n] = [a.layout.shape.at(-2)!, a.layout.shape.at(-1)!, b.layout.shape.at(-1)!];
  const batches = sizeOf(a.layout.shape.slice(0, -2));
  const kind = kindOf(a.layout, b.layout);
  return { batches, m, k, n, kind, ...taskSizes(batches, m, k, n, kind) };
}

function kindOf(a: Layout, b: Layout): MatmulScheme['kind'] {
  const [m, n] = [a.shape.at(-2)!, b.shape.at(-1)!];
  if (b.strides.at(-2) === 1 && m <= n) return 'transposed';
  return a.strides.at(-1) === 1 ? 'rows' : 'panels';
}

function taskSizes(batches: number, m: number, k: number, n: number, kind: MatmulScheme['kind']) {
  if (m * k * n <= SMALL) return { taskRows: Math.max(m, 1), taskColumns: Math.max(n, 1) };
  const transposed = kind === 'transposed';
  const pieces = Math.ceil(m / TASK_ROWS);
  const even = (parts: number): number => Math.ceil(m / parts / TILE.columns) * TILE.columns;
  // Panels of the transposed product are shared: its tasks need not divide the rows.
  const taskRows = transposed ? m : even(pieces);
  const tasks = (columns: number): number => batches * Math.ceil(m / taskRows) * Math.ceil(n / columns);
  const taskColumns = tasks(TASK_COLUMNS) >= FEW_TASKS ? TASK_COLUMNS : TASK_COLUMNS / 2;
  const missing = Math.ceil(FEW_TASKS / tasks(taskColumns));
  const divisible = Math.min(missing, Math.floor(m / TASK_COLUMNS));
  return { taskRows: transposed || divisible < 2 ? taskRows : even(pieces * divisible), taskColumns };
}

/** Rows in a panel of the left operand that is packed beforehand; 0 where none is. */
function packedWidth(kind: MatmulScheme['kind']): number {
  return { rows: 0, panels: TILE.rows, transposed: TILE.columns }[kind];
}

/** Elements of memory for what is packed beforehand. */
export function packedSize({ kind, batches, m, k }: MatmulScheme): number {
  const width = packedWidth(kind);
  return width === 0 ? 0 : batches * Math.ceil(m / width) * width * k;
}

/** Bytes of scratch memory that a thread needs. */
export function threadScratch({ taskColumns, k }: MatmulScheme): number {
  return productScratch(taskColumns, k);
}

/** Statements that pack the panels of one task. */
export function packing(
  { operands: [a] }: MatmulStep,
  { kind, batches, m, k }: MatmulScheme,
  { source, destination, task }: Readonly<Record<'source' | 'destination' | 'task', Code>>,
  locals: Locals,
  imported: (name: string) => number,
): { readonly code: Code; readonly tasks: number } {
  const width = packedWidth(kind);
  const pack = imported(width === TILE.rows ? 'packLeft' : 'packRight');
  const panels = Math.ceil(m / width);
  const { perTask, tasks } = divide(batches * panels, width * k);
  const [row, inner] = a.layout.strides.slice(-2).map((stride) => 4 * stride) as [number, number];
  const first = locals.i32();
  const code = forTask(
    { task, perTask: i32.const(perTask), total: i32.const(batches * panels) },
    locals,
    (panel) =>
      sequence(
        local.set(first, times(i32.remU(panel, i32.const(panels)), width)),
        call(
          pack,
          plus(
            batchStart(a.layout, source, i32.divU(panel, i32.const(panels)), locals),
            times(local.get(first), row),
          ),
          plus(destination, times(panel, 4 * width * k)),
          smaller(i32.sub(i32.const(m), local.get(first)), i32.const(width)),
          i32.const(k),
          i32.const(row),
          i32.const(inner),
        ),
      ),
  );
  return { code, tasks };
}

export interface MatmulAddresses {
  readonly left: Code;
  readonly right: Code;
  readonly packed: Code;
  readonly result: Code;
  readonly scratch: Code;
  readonly task: Code;
}

/** Statements that compute one task's part of the result, and finish it by the epilogue. */
export function multiplication(
  { operands: [a, b] }: MatmulStep,
  scheme: MatmulScheme,
  addresses: MatmulAddresses,
  epilogue: PlacedProgram | undefined,
  locals: Locals,
  imported: (name: string) => number,
): { readonly code: Code; readonly tasks: number } {
  const { batches, m, k, n, taskRows, taskColumns } = scheme;
  const { result, task } = addresses;
  const [pieces, parts] = [Math.ceil(m / taskRows), Math.ceil(n / taskColumns)];
  const [batch, row, rows, column, columns, target] = locals.i32s(6);
  const place = i32.divU(task, i32.const(parts));
  const rest = (length: number, start: number): Code => i32.sub(i32.const(length), local.get(start));
  const firstRow = plus(times(local.get(batch), m), local.get(row));
  const region = {
    rows: [firstRow, plus(firstRow, local.get(rows))],
    columns: [local.get(column), plus(local.get(column), local.get(columns))],
  } as const;
  const part = {
    batch: local.get(batch),
    row: local.get(row),
    rows: local.get(rows),
    column: local.get(column),
    columns: local.get(columns),
    target: local.get(target),
  };
  const finish = epilogue && finishRegion(epilogue, [batches * m, n], result, region, locals);
  const product =
    k === 0
      ? zeros(part, n, locals)
      : call(
          imported(kernels[scheme.kind]),
          ...productArguments(a.layout, b.layout, scheme, addresses, part, locals),
        );
  return {
    code: sequence(
      local.set(batch, i32.divU(place, i32.const(pieces))),
      local.set(row, times(i32.remU(place, i32.const(pieces)), taskRows)),
      local.set(rows, smaller(rest(m, row), i32.const(taskRows))),
      local.set(column, times(i32.remU(task, i32.const(parts)), taskColumns)),
      local.set(columns, smaller(rest(n, column), i32.const(taskColumns))),
      local.set(target, plus(result, times(plus(times(firstRow, n), local.get(column)), 4))),
      product,
      finish ?? [],
    ),
    tasks: batches * pieces * parts,
  };
}

const kernels = {
  rows: 'productOfRows',
  panels: 'productOfPanels',
  transposed: 'transposedProduct',
} satisfies Record<MatmulScheme['kind'], string>;

type Part = Readonly<Record<'batch' | 'row' | 'rows' | 'column' | 'columns' | 'target', Code>>;

function productArguments(
  a: Layout,
  b: Layout,
  scheme: MatmulScheme,
  { left, right, packed, scratch }: MatmulAddresses,
  { batch, row, rows, column, columns, target }: Part,
  locals: Locals,
): Code[] {
  const { kind, batches, k, n } = scheme;
  const rowA = a.strides.at(-2)!;
  const [innerB, columnB] = b.strides.slice(-2) as [number, number];
  const panelsOfBatch = plus(packed, times(batch, (4 * packedSize(scheme)) / batches));
  const startA = plus(batchStart(a, left, batch, locals), times(row, 4 * rowA));
  const startB = plus(batchStart(b, right, batch, locals), times(column, 4 * columnB));
  const asItLies = { right: startB, columnStride: 4 * columnB, innerStride: 4 * innerB, rows, columns };
  const operands = {
    rows: { left: startA, leftStride: 4 * rowA, ...asItLies },
    panels: {
      // A task's rows begin with a panel.
      left: plus(panelsOfBatch, times(row, 4 * k)),
      leftStride: 4 * TILE.rows * k,
      ...asItLies,
    },
    // (Bᵀ·Aᵀ)ᵀ: the tasks of this kind have all rows of A.
    transposed: {
      left: startB,
      leftStride: 4 * columnB,
      right: panelsOfBatch,
      columnStride: 4 * k,
      innerStride: 4 * TILE.columns,
      rows: columns,
      columns: rows,
    },
  }[kind];
  const values = { ...operands, result: target, resultStride: 4 * n, k, scratch };
  return productParameters.map((name) => {
    const value = values[name];
    return typeof value === 'number' ? i32.const(value) : value;
  });
}

/** Sums of no products. */
function zeros({ rows, columns, target }: Part, n: number, locals: Locals): Code {
  return forTask({ task: i32.const(0), perTask: rows, total: rows }, locals, (row) =>
    bytes.clear(plus(target, times(row, 4 * n)), times(columns, 4)),
  );
}

/** Where a batch's matrix begins. */
function batchStart(layout: Layout, base: Code, batch: Code, locals: Locals): Code {
  const { shape, strides, offset } = coalesce({
    shape: layout.shape.slice(0, -2),
    strides: layout.strides.slice(0, -2),
    offset: layout.offset,
  });
  const start = plus(base, i32.const(4 * offset));
  if (shape.length === 0) return start;
  return once(batch, locals, (number) => {
    const { code, coordinates } = coordinatesOf(number, shape, locals);
    return sequence(
      code,
      plus(start, ...coordinates.map((coordinate, axis) => times(coordinate, 4 * strides[axis]!))),
    );
  });
}
