import { i32, local, loop, sequence, type Code } from './code.ts';
import type { Locals } from './module.ts';

/** Sum of i32 terms. */
export function plus(first: Code, ...others: readonly Code[]): Code {
  return others.reduce<Code>((total, term) => i32.add(total, term), first);
}

/** An i32 times a number known beforehand. */
export function times(value: Code, factor: number): Code {
  return i32.mul(value, i32.const(factor));
}

/** The smaller of two unsigned i32, whose codes may run twice. */
export function smaller(a: Code, b: Code): Code {
  return i32.select(a, b, i32.ltU(a, b));
}

/** An i32 rounded up to a multiple of a power of two. */
export function roundedUp(value: Code, multiple: number): Code {
  return i32.and(plus(value, i32.const(multiple - 1)), i32.const(-multiple));
}

/** Computes a value once; `use` reads it as often as it likes. */
export function once(value: Code, locals: Locals, use: (value: Code) => Code): Code {
  const held = locals.i32();
  return sequence(local.set(held, value), use(local.get(held)));
}

/** Which items are a task's: `perTask` of `total`, fewer in the last. */
export interface TaskItems {
  readonly task: Code;
  readonly perTask: Code;
  readonly total: Code;
}

/** Sets where the items of a task start and end. */
export function taskRange({ task, perTask, total }: TaskItems, from: number, to: number): Code {
  return sequence(
    local.set(from, i32.mul(task, perTask)),
    local.set(to, plus(local.get(from), perTask)),
    local.set(to, smaller(local.get(to), total)),
  );
}

/** Runs `body` for the items of a task. */
export function forTask(items: TaskItems, locals: Locals, body: (item: Code) => Code): Code {
  const [item, end] = locals.i32s(2);
  return sequence(
    taskRange(items, item, end),
    loop(item, local.get(item), local.get(end), 1, body(local.get(item))),
  );
}
