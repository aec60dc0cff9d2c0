import { forTask, plus, times } from '../wasm/arithmetic.ts';
import { f32, f32x4, i32, local, sequence, type Code } from '../wasm/code.ts';
import { exp, log } from '../wasm/math.ts';
import type { Locals, ModuleBuilder } from '../wasm/module.ts';
import { foldRow, overRow, softmaxRow } from './rows.ts';

/** What every kernel over rows takes besides its operands: rows of `width` elements, of which a task does `perTask`. */
const sizes = ['width', 'rows', 'perTask', 'task'] as const;

/** Kernels of the ops that work on each row by itself. Parameters: the operands, the result, `epsilon` as the bits of a float, sizes. */
export function addRowwise(module: ModuleBuilder): void {
  defineRowwise(module, 'softmax', ['x', 'y'], [], (p, locals) => softmaxRow(p, locals));

  defineRowwise(module, 'logSoftmax', ['x', 'y'], [], ({ x, y, width }, locals) => {
    const largest = foldRow('max', width, locals, ({ load }) => load(x));
    const sum = foldRow('sum', width, locals, ({ load }) => exp(f32x4.sub(load(x), largest.result), locals));
    const shift = locals.v128();
    return sequence(
      largest.code,
      sum.code,
      local.set(shift, f32x4.add(largest.result, log(sum.result, locals))),
      overRow(width, locals, ({ load, store }) => store(y, f32x4.sub(load(x), local.get(shift)))),
    );
  });

  defineRowwise(module, 'softmaxGrad', ['y', 'dy', 'dx'], [], ({ y, dy, dx, width }, locals) => {
    const dot = foldRow('sum', width, locals, ({ load }) => f32x4.mul(load(y), load(dy)));
    return sequence(
      dot.code,
      overRow(width, locals, ({ load, store }) =>
        store(dx, f32x4.mul(load(y), f32x4.sub(load(dy), dot.result))),
      ),
    );
  });

  defineRowwise(module, 'layerNorm', ['x', 'y'], ['gamma', 'beta', 'epsilon'], (p, locals) => {
    const { code, mean, scale } = moments(p, locals);
    return sequence(
      code,
      overRow(p.width, locals, ({ load, store }) =>
        store(
          p.y,
          f32x4.add(f32x4.mul(f32x4.mul(f32x4.sub(load(p.x), mean), scale), load(p.gamma)), load(p.beta)),
        ),
      ),
    );
  });

  defineRowwise(module, 'layerNormGrad', ['x', 'dy', 'dx'], ['gamma', 'epsilon'], (p, locals) => {
    const { code, mean, scale } = moments(p, locals);
    const meanOf = (value: Parameters<typeof foldRow>[3]) =>
      foldRow('sum', p.width, locals, value, divided(p.width));
    const meanG = meanOf(({ load }) => f32x4.mul(load(p.gamma), load(p.dy)));
    const hat = (x: Code): Code => f32x4.mul(f32x4.sub(x, mean), scale);
    const meanGHat = meanOf(({ load }) => f32x4.mul(f32x4.mul(load(p.gamma), load(p.dy)), hat(load(p.x))));
    return sequence(
      code,
      meanG.code,
      meanGHat.code,
      overRow(p.width, locals, ({ load, store }) => {
        const centred = f32x4.sub(f32x4.mul(load(p.gamma), load(p.dy)), meanG.result);
        return store(p.dx, f32x4.mul(f32x4.sub(centred, f32x4.mul(hat(load(p.x)), meanGHat.result)), scale));
      }),
    );
  });
}

/** Exports a kernel; of its operands, those with rows are given to `body` as the address of the present row. */
function defineRowwise<const Row extends string, const Other extends string>(
  module: ModuleBuilder,
  name: string,
  rowOperands: readonly Row[],
  others: readonly Other[],
  body: (p: Readonly<Record<Row | Other | (typeof sizes)[number], Code>>, locals: Locals) => Code,
): void {
  const parameters = [...rowOperands, ...others, ...sizes] as const;
  module.define(name, parameters, (p, locals) => {
    const starts = rowOperands.map(() => locals.i32());
    const atRow = Object.fromEntries(rowOperands.map((operand, i) => [operand, local.get(starts[i]!)]));
    return forTask({ task: p.task, perTask: p.perTask, total: p.rows }, locals, (row) =>
      sequence(
        ...rowOperands.map((operand, i) =>
          local.set(starts[i]!, plus(p[operand], times(i32.mul(row, p.width), 4))),
        ),
        body({ ...p, ...atRow }, locals),
      ),
    );
  });
}

/** Mean and 1/√(variance + ε) of a row, in every lane. */
function moments(
  { x, width, epsilon }: { readonly x: Code; readonly width: Code; readonly epsilon: Code },
  locals: Locals,
) {
  const mean = foldRow('sum', width, locals, ({ load }) => load(x), divided(width));
  const centred = locals.v128();
  const scale = foldRow(
    'sum',
    width,
    locals,
    ({ load }) =>
      sequence(
        local.set(centred, f32x4.sub(load(x), mean.result)),
        f32x4.mul(local.get(centred), local.get(centred)),
      ),
    (sum) => f32.div(f32.const(1), f32.sqrt(f32.add(divided(width)(sum), f32.fromBits(epsilon)))),
  );
  return { code: sequence(mean.code, scale.code), mean: mean.result, scale: scale.result };
}

const divided =
  (width: Code) =>
  (sum: Code): Code =>
    f32.div(sum, f32.fromInt(width));
