import { plus, times } from '../wasm/arithmetic.ts';
import { f32, f32x4, i32, local, loop, sequence, type Code } from '../wasm/code.ts';
import { Fold, type FoldName } from '../wasm/folds.ts';
import { loadLanes, storeLanes, type Lanes } from '../wasm/lanes.ts';
import { exp } from '../wasm/math.ts';
import type { Locals } from '../wasm/module.ts';

/** Numbers of a row, four at a time or, at its end, one in the first lane. */
export interface RowElements {
  /** The numbers of the row that starts at an address. */
  load(row: Code): Code;
  store(row: Code, value: Code): Code;
}

/** Statements for all elements of a row, four at a time and one at a time at its end. */
export function overRow(
  width: Code,
  locals: Locals,
  body: (elements: RowElements, lanes: Lanes) => Code,
): Code {
  const offset = locals.i32();
  const at = (row: Code): Code => plus(row, local.get(offset));
  const elements = (lanes: Lanes): RowElements => ({
    load: (row) => loadLanes(at(row), lanes),
    store: (row, value) => storeLanes(at(row), value, lanes),
  });
  return sequence(
    loop(offset, i32.const(0), times(i32.and(width, i32.const(-4)), 4), 16, body(elements(4), 4)),
    loop(offset, local.get(offset), times(width, 4), 4, body(elements(1), 1)),
  );
}

/** Σ or max over a row of what `value` gives for its elements, put into an f32x4 local, the same in every lane. */
export function foldRow(
  name: FoldName,
  width: Code,
  locals: Locals,
  value: (elements: RowElements) => Code,
  finish: (total: Code) => Code = (total) => total,
): { readonly code: Code; readonly result: Code } {
  const fold = new Fold(name, locals);
  const result = locals.v128();
  return {
    code: sequence(
      fold.start,
      overRow(width, locals, (elements, lanes) => fold.take(value(elements), lanes)),
      local.set(result, f32x4.splat(finish(fold.total))),
    ),
    result: local.get(result),
  };
}

/** Softmax of a row, from `x` to `y`; `logit` may change what is read. */
export function softmaxRow(
  { x, y, width }: { readonly x: Code; readonly y: Code; readonly width: Code },
  locals: Locals,
  logit: (elements: RowElements) => Code = ({ load }) => load(x),
): Code {
  const largest = new Fold('max', locals);
  const sum = new Fold('sum', locals);
  const [held, shift, scale] = [locals.v128(), locals.v128(), locals.v128()];
  return sequence(
    largest.start,
    overRow(width, locals, (elements, lanes) =>
      sequence(
        local.set(held, logit(elements)),
        elements.store(y, local.get(held)),
        largest.take(local.get(held), lanes),
      ),
    ),
    local.set(shift, f32x4.splat(largest.total)),
    sum.start,
    overRow(width, locals, (elements, lanes) =>
      sequence(
        local.set(held, exp(f32x4.sub(elements.load(y), local.get(shift)), locals)),
        elements.store(y, local.get(held)),
        sum.take(local.get(held), lanes),
      ),
    ),
    local.set(scale, f32x4.splat(f32.div(f32.const(1), sum.total))),
    overRow(width, locals, ({ load, store }) => store(y, f32x4.mul(load(y), local.get(scale)))),
  );
}
