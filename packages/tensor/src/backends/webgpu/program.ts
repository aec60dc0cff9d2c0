import type { Argument, Program, Value } from '../../plan/plan.ts';
import { wgslFunction } from './functions.ts';
import { float, positionExpression, type Shader } from './shader.ts';

/**
 * Defines `fn element(i: u32, accumulator: f32)`: the program for the element with row-major index i.
 */
export function defineProgram(
  shader: Shader,
  { inputs, instructions, result }: Program,
  output: Value,
): void {
  const argument = (arg: Argument): string => {
    switch (arg.kind) {
      case 'input':
        return `x${arg.index}`;
      case 'instruction':
        return `v${arg.index}`;
      case 'literal':
        return float(arg.value);
      case 'accumulator':
        return 'accumulator';
    }
  };
  const loads = inputs.map(
    ({ value, layout }, i) => `let x${i} = ${shader.read(value)}[${positionExpression(layout, 'i')}];`,
  );
  const lines = instructions.map(({ op, attrs, args }, i) => {
    const { expression, functions = [] } = wgslFunction(op);
    for (const text of functions) shader.define(text);
    return `let v${i} = ${expression(args.map(argument), attrs, 'i')};`;
  });
  shader.define(`fn element(i: u32, accumulator: f32) -> ${output.dtype} {
  ${[...loads, ...lines].join('\n  ')}
  return ${argument(result)};
}`);
}
