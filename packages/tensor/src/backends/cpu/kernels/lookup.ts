import { forTask, plus, smaller, times } from '../wasm/arithmetic.ts';
import { bytes, f32, f32x4, i32, local, loop, sequence, v128, when, type Code } from '../wasm/code.ts';
import type { Locals, ModuleBuilder } from '../wasm/module.ts';

/** The table, or the rows that are added up to one. */
const parameters = [
  'source',
  'ids',
  'result',
  'width',
  'rows',
  'count',
  'fault',
  'step',
  'perTask',
  'task',
] as const;

/** Kernels that find rows of a table [rows, width] by ids; the first id met that lies outside is written to `fault`, after the number of its step. */
export function addLookup(module: ModuleBuilder): void {
  module.define('gather', parameters, (p, locals) =>
    forTask({ task: p.task, perTask: p.perTask, total: p.count }, locals, (i) =>
      withId(p, i, locals, (id) =>
        bytes.copy(
          plus(p.result, times(i32.mul(i, p.width), 4)),
          plus(p.source, times(i32.mul(id, p.width), 4)),
          times(p.width, 4),
        ),
      ),
    ),
  );

  // A task adds up some columns of all rows, in the order of the ids, so that sums do not depend on who computes them.
  module.define('scatterAdd', parameters, (p, locals) => {
    const [first, columns, i, column] = locals.i32s(4);
    const cell = (tensor: Code, row: Code): Code =>
      plus(tensor, times(plus(i32.mul(row, p.width), local.get(first), local.get(column)), 4));
    const addRow = (id: Code): Code => {
      const [to, from] = [cell(p.result, id), cell(p.source, local.get(i))];
      const whole = i32.and(local.get(columns), i32.const(-4));
      return sequence(
        loop(column, i32.const(0), whole, 4, v128.store(to, 0, f32x4.add(v128.load(to), v128.load(from)))),
        loop(
          column,
          local.get(column),
          local.get(columns),
          1,
          f32.store(to, 0, f32.add(f32.load(to), f32.load(from))),
        ),
      );
    };
    return sequence(
      local.set(first, i32.mul(p.task, p.perTask)),
      local.set(columns, i32.sub(p.width, local.get(first))),
      local.set(columns, smaller(local.get(columns), p.perTask)),
      local.set(column, i32.const(0)),
      loop(
        i,
        i32.const(0),
        p.rows,
        1,
        bytes.clear(cell(p.result, local.get(i)), times(local.get(columns), 4)),
      ),
      loop(i, i32.const(0), p.count, 1, withId(p, local.get(i), locals, addRow)),
    );
  });
}

function withId(
  { ids, rows, fault, step }: Readonly<Record<'ids' | 'rows' | 'fault' | 'step', Code>>,
  i: Code,
  locals: Locals,
  use: (id: Code) => Code,
): Code {
  const id = locals.i32();
  return sequence(
    local.set(id, i32.load(plus(ids, times(i, 4)))),
    // Read without a sign, a negative id lies beyond the table too.
    when(
      i32.geU(local.get(id), rows),
      when(i32.eqz(i32.load(fault)), sequence(i32.store(fault, 0, step), i32.store(fault, 4, local.get(id)))),
      use(local.get(id)),
    ),
  );
}
