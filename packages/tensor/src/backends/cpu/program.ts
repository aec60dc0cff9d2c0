import type { Argument, Program } from '../../plan/plan.ts';
import { simdFunction } from './functions.ts';
import { f32x4, i32, local, loop, sequence, v128, type Code } from './wasm/code.ts';
import { loadLanes, type Lanes } from './wasm/lanes.ts';
import type { Locals } from './wasm/module.ts';
import type { View, Walk } from './walk.ts';

/** A program with the byte addresses of its inputs' buffers. */
export interface PlacedProgram {
  readonly program: Program;
  readonly inputs: readonly Code[];
}

export function viewsOf({ program, inputs }: PlacedProgram): View[] {
  return program.inputs.map(({ layout }, i) => ({ layout, base: inputs[i]! }));
}

/** From one number up to, not including, another. */
export type Span = readonly [Code, Code];

/**
 * Statements that compute a program for some columns of the row that the walk has entered, and hand each result to `take`: four at a time where
 * the views allow, one at a time at the end. The walk's first view is the result, which the program sees as `accumulator`; its inputs follow.
 */
export function programColumns(
  program: Program,
  walk: Walk,
  [from, to]: Span,
  locals: Locals,
  take: (value: Code, column: Code, lanes: Lanes) => Code,
): Code {
  const column = locals.i32();
  const at = local.get(column);
  const element = (lanes: Lanes): Code => {
    const load = (view: number): Code => {
      const address = walk.address(view, at);
      return lanes === 4 && walk.step(view) === 0 ? v128.loadSplat(address) : loadLanes(address, lanes);
    };
    const inputs = program.inputs.map((_, input) => load(1 + input));
    const { setup, result } = straightLine(program, inputs, load(0), walk.index(at), locals);
    return sequence(setup, take(result, at, lanes));
  };
  if (!walk.vectors) return loop(column, from, to, 1, element(1));
  const end = locals.i32();
  return sequence(
    local.set(end, i32.add(from, i32.and(i32.sub(to, from), i32.const(-4)))),
    loop(column, from, local.get(end), 4, element(4)),
    loop(column, local.get(column), to, 1, element(1)),
  );
}

/** Whether a program asks where its elements stand. */
export function isNumbered({ instructions }: Program): boolean {
  return instructions.some(({ op }) => op === 'uniform');
}

/** The program's instructions, each result in a local of its own. */
function straightLine(
  program: Program,
  inputs: readonly Code[],
  accumulator: Code,
  index: Code,
  locals: Locals,
) {
  const inputLocals = inputs.map(() => locals.v128());
  const results: number[] = [];
  const argument = (arg: Argument): Code => {
    switch (arg.kind) {
      case 'input':
        return local.get(inputLocals[arg.index]!);
      case 'instruction':
        return local.get(results[arg.index]!);
      case 'literal':
        return f32x4.const(arg.value);
      case 'accumulator':
        return accumulator;
    }
  };
  const setup: Code[] = inputs.map((code, i) => local.set(inputLocals[i]!, code));
  for (const { op, attrs, args } of program.instructions) {
    const value = simdFunction(op)(args.map(argument), { attrs, locals, index });
    const result = locals.v128();
    results.push(result);
    setup.push(local.set(result, value));
  }
  return { setup: sequence(...setup), result: argument(program.result) };
}
