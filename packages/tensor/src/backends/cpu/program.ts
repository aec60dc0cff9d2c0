import { coalesce, contiguousLayout, type Layout } from '../../graph/layout.ts';
import type { Argument, Program } from '../../plan/plan.ts';
import { simdFunction } from './functions.ts';
import { f32x4, i32, local, loop, sequence, v128, type Code } from './wasm/code.ts';
import type { MathFunctions } from './wasm/math.ts';
import type { Locals } from './wasm/module.ts';
import { commonAxes } from './axes.ts';

/** A program with everything placed in memory. */
export interface PlacedProgram {
  readonly program: Program;
  /** Byte address of each input's buffer. */
  readonly addresses: readonly number[];
  /** Byte address of what `accumulator` reads, element by element. */
  readonly accumulator?: number;
}

/** What is done with four results (or with one, in the first lane) at the row-major `index`. */
export interface Sink {
  /** The view that results are placed by; an axis of it that the loops split is split everywhere. */
  readonly layout: Layout;
  /** Statements; `address` is the byte offset by `layout`. */
  take(value: Code, address: Code, vector: boolean): Code;
  /** Whether elements next to each other may be taken four at a time, given the step of `layout` between them. */
  vectorStride(stride: number): boolean;
  /** Statements around the innermost loop. */
  before?: (address: Code, innerStride: number) => Code;
  after?: (address: Code, innerStride: number) => Code;
}

/** Statements that compute a program for every element and hand the results on. */
export function programLoops(
  { program, addresses, accumulator }: PlacedProgram,
  sink: Sink,
  locals: Locals,
  math: MathFunctions,
): Code {
  const accumulatorLayout = accumulator === undefined ? [] : [contiguousLayout(sink.layout.shape)];
  const layouts = [sink.layout, ...program.inputs.map(({ layout }) => layout), ...accumulatorLayout];
  const bases = [0, ...addresses, ...(accumulator === undefined ? [] : [accumulator])];
  const axes = commonAxes([...layouts, contiguousLayout(sink.layout.shape)]);
  if (!axes) return computedLoop({ program, addresses }, layouts, bases, sink, locals, math);

  const { lengths, strides } = axes;
  const inner = lengths.length - 1;
  const counters = lengths.map(() => locals.i32());
  const innerStrides = strides.map((steps) => steps[inner] ?? 0);
  const rowMajorStrides = strides.at(-1)!;
  const offset = (steps: readonly number[], upTo: number): Code =>
    steps
      .slice(0, upTo)
      .map((step, axis) =>
        step === 0
          ? undefined
          : step === 1
            ? local.get(counters[axis]!)
            : i32.mul(local.get(counters[axis]!), i32.const(step)),
      )
      .filter((term) => term !== undefined)
      .reduce<Code>((sum, term) => (sum.length === 0 ? term : i32.add(sum, term)), []);
  const bytes = (base: number, elements: Code): Code => {
    const start = i32.const(base);
    return elements.length === 0 ? start : i32.add(i32.mul(elements, i32.const(4)), start);
  };

  // The address of each view at the start of the innermost loop.
  const starts = layouts.map(() => locals.i32());
  const setStarts = sequence(
    ...layouts.map((layout, i) =>
      local.set(starts[i]!, bytes(bases[i]! + 4 * layout.offset, offset(strides[i]!, inner))),
    ),
  );
  const rowStart = locals.i32();
  const flat = offset(rowMajorStrides, inner);
  const setRowStart = local.set(rowStart, flat.length === 0 ? i32.const(0) : flat);
  const i = counters[inner] ?? locals.i32();
  const address = (view: number): Code => {
    const step = innerStrides[view]! * 4;
    return step === 0
      ? local.get(starts[view]!)
      : i32.add(local.get(starts[view]!), i32.mul(local.get(i), i32.const(step)));
  };

  const length = lengths[inner] ?? 1;
  const vectors =
    sink.vectorStride(innerStrides[0]!) && innerStrides.slice(1).every((step) => step === 0 || step === 1);
  const whole = vectors ? length - (length % 4) : 0;
  const element = (vector: boolean): Code => {
    const load = (view: number): Code => {
      if (!vector) return v128.loadOne(address(view));
      return innerStrides[view] === 0 ? v128.loadSplat(address(view)) : v128.load(address(view));
    };
    const inputs = program.inputs.map((_, input) => load(1 + input));
    const acc = accumulator === undefined ? [] : load(layouts.length - 1);
    const index = i32.add(local.get(rowStart), local.get(i));
    const { setup, result } = straightLine(program, inputs, acc, index, locals, math);
    return sequence(setup, sink.take(result, address(0), vector));
  };
  let code = sequence(
    setStarts,
    setRowStart,
    sink.before?.(local.get(starts[0]!), innerStrides[0]!) ?? [],
    whole > 0 ? loop(i, i32.const(0), i32.const(whole), 4, element(true)) : [],
    whole < length ? loop(i, i32.const(whole), i32.const(length), 1, element(false)) : [],
    sink.after?.(local.get(starts[0]!), innerStrides[0]!) ?? [],
  );
  for (let axis = inner - 1; axis >= 0; axis--)
    code = loop(counters[axis]!, i32.const(0), i32.const(lengths[axis]!), 1, code);
  return code;
}

/** One loop over all elements where views have no axes in common: positions by division. */
function computedLoop(
  { program }: PlacedProgram,
  layouts: readonly Layout[],
  bases: readonly number[],
  sink: Sink,
  locals: Locals,
  math: MathFunctions,
): Code {
  const i = locals.i32();
  const size = layouts[0]!.shape.reduce((a, b) => a * b, 1);
  const address = (view: number): Code => {
    const { shape, strides, offset } = coalesce(layouts[view]!);
    let position: Code = i32.const(offset);
    let inner = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const quotient = i32.divU(local.get(i), i32.const(inner));
      const coordinate = i32.remU(quotient, i32.const(shape[axis]!));
      position = i32.add(position, i32.mul(coordinate, i32.const(strides[axis]!)));
      inner *= shape[axis]!;
    }
    return i32.add(i32.mul(position, i32.const(4)), i32.const(bases[view]!));
  };
  const inputs = program.inputs.map((_, input) => v128.loadOne(address(1 + input)));
  const accumulator = layouts.length > 1 + inputs.length ? v128.loadOne(address(layouts.length - 1)) : [];
  const { setup, result } = straightLine(program, inputs, accumulator, local.get(i), locals, math);
  const one = sequence(
    sink.before?.(address(0), 0) ?? [],
    setup,
    sink.take(result, address(0), false),
    sink.after?.(address(0), 0) ?? [],
  );
  return loop(i, i32.const(0), i32.const(size), 1, one);
}

/** The program's instructions, each result in a local of its own. */
function straightLine(
  program: Program,
  inputs: readonly Code[],
  accumulator: Code,
  index: Code,
  locals: Locals,
  math: MathFunctions,
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
    const value = simdFunction(op)(args.map(argument), { attrs, math, index });
    const result = locals.v128();
    results.push(result);
    setup.push(local.set(result, value));
  }
  return { setup: sequence(...setup), result: argument(program.result) };
}
