import { contiguousLayout } from '../../graph/layout.ts';
import type { Shape } from '../../graph/shape.ts';
import { v128, type Code } from './wasm/code.ts';
import type { MathFunctions } from './wasm/math.ts';
import type { Locals } from './wasm/module.ts';
import { programLoops, type PlacedProgram } from './program.ts';

/** Statements that write a program's results, row-major, to a byte address. */
export function elementwise(
  placed: PlacedProgram,
  shape: Shape,
  output: number,
  locals: Locals,
  math: MathFunctions,
): Code {
  return programLoops(
    placed,
    {
      layout: contiguousLayout(shape),
      vectorStride: (stride) => stride === 1,
      take: (value, address, vector) =>
        vector ? v128.store(address, output, value) : v128.storeOne(address, output, value),
    },
    locals,
    math,
  );
}
