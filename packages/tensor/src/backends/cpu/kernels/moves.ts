import { forTask, plus, smaller } from '../wasm/arithmetic.ts';
import { bytes, i32, local, sequence } from '../wasm/code.ts';
import type { ModuleBuilder } from '../wasm/module.ts';

/** Kernels that move bytes. */
export function addMoves(module: ModuleBuilder): void {
  // Each of `blocks` blocks of `length` bytes gets zeros before and after it.
  const pad = ['x', 'result', 'length', 'before', 'after', 'blocks', 'perTask', 'task'] as const;
  module.define('pad', pad, (p, locals) => {
    const to = locals.i32();
    const padded = plus(p.before, p.length, p.after);
    return forTask({ task: p.task, perTask: p.perTask, total: p.blocks }, locals, (block) =>
      sequence(
        local.set(to, plus(p.result, i32.mul(block, padded))),
        bytes.clear(local.get(to), p.before),
        bytes.copy(plus(local.get(to), p.before), plus(p.x, i32.mul(block, p.length)), p.length),
        bytes.clear(plus(local.get(to), p.before, p.length), p.after),
      ),
    );
  });

  const copy = ['from', 'to', 'length', 'perTask', 'task'] as const;
  module.define('copy', copy, (p, locals) => {
    const [start, count] = locals.i32s(2);
    return sequence(
      local.set(start, i32.mul(p.task, p.perTask)),
      local.set(count, i32.sub(p.length, local.get(start))),
      local.set(count, smaller(local.get(count), p.perTask)),
      bytes.copy(plus(p.to, local.get(start)), plus(p.from, local.get(start)), local.get(count)),
    );
  });
}
