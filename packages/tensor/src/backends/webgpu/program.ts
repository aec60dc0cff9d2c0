import { coalesce, type Layout } from '../../graph/layout.ts';
import type { DType } from '../../graph/shape.ts';
import type { Argument, Operand, Program, Value } from '../../plan/plan.ts';
import { wgslExpression, type Width } from './functions.ts';
import { float, positionExpression, type Element, type IndexText, type Shader } from './shader.ts';

const vectors = { f32: 'vec4f', i32: 'vec4i' } as const satisfies Record<DType, string>;

/** WGSL's type of that many numbers. */
export function wgslType(dtype: DType, width: Width): DType | 'vec4f' | 'vec4i' {
  return width === 1 ? dtype : vectors[dtype];
}

/** A program as WGSL text that computes one element, or four from a row-major index on that is a multiple of four. */
export interface ElementText {
  readonly inputs: readonly {
    /** The input's numbers at an element. */
    at(element: IndexText): string;
    /** Whether they are the same in all rows of each of a batch of matrices. */
    sameInRows(rows: number, columns: number): boolean;
  }[];
  /** The result, given the inputs' numbers and what has been computed so far. */
  call(index: string, inputs: readonly string[], accumulator?: string): string;
}

/** Defines a program as a function of a shader, called `name`, that computes `width` elements at once. */
export function defineProgram(
  shader: Shader,
  { inputs, instructions, result }: Program,
  values: readonly Value[],
  output: Value,
  width: Width = 1,
  name = 'element',
): ElementText {
  const argument = (arg: Argument): string => {
    switch (arg.kind) {
      case 'input':
        return `x${arg.index}`;
      case 'instruction':
        return `v${arg.index}`;
      case 'literal':
        return width === 1 ? float(arg.value) : `vec4f(${float(arg.value)})`;
      case 'accumulator':
        return 'accumulator';
    }
  };
  const types = inputs.map(({ value }) => wgslType(values[value]!.dtype, width));
  const accumulator = wgslType('f32', width);
  const parameters = ['i: u32', ...types.map((type, i) => `x${i}: ${type}`), `accumulator: ${accumulator}`];
  const lines = instructions.map(({ op, attrs, args }, i) => {
    const { expression, functions } = wgslExpression(op, args.map(argument), attrs, 'i', width);
    for (const text of functions) shader.define(text);
    return `let v${i} = ${expression};`;
  });
  shader.define(`fn ${name}(${parameters.join(', ')}) -> ${wgslType(output.dtype, width)} {
  ${[...lines, `return ${argument(result)};`].join('\n  ')}
}`);
  return {
    inputs: inputs.map((operand, i) => ({
      at: (element) => load(shader, operand, types[i]!, width, element),
      sameInRows: (rows, columns) => sameInRows(operand.layout, rows, columns),
    })),
    call: (index, loaded, computed = `${accumulator}()`) =>
      `${name}(${[index, ...loaded, computed].join(', ')})`,
  };
}

/** The operand's numbers at an element and, as a vector, the three after it. */
function load(
  shader: Shader,
  { value, layout }: Operand,
  type: Element,
  width: Width,
  element: IndexText,
): string {
  const plus = (j: number): IndexText => {
    const { index, split } = element;
    return {
      index: `(${index} + ${j}u)`,
      ...(split && { split: { ...split, column: `(${split.column} + ${j}u)` } }),
    };
  };
  const at = (text: IndexText): string => shader.read(value)(positionExpression(layout, text));
  if (width === 1) return at(element);
  switch (sideBySide(layout)) {
    case 'the same':
      return `${type}(${at(element)})`;
    case 'a vector':
      return shader.read(value, type)(`(${positionExpression(layout, element)}) / 4u`);
    case 'apart':
      return `${type}(${[0, 1, 2, 3].map((j) => at(plus(j))).join(', ')})`;
  }
}

function sameInRows(layout: Layout, rows: number, columns: number): boolean {
  const { shape, strides } = coalesce(layout);
  const others = shape.at(-1) === columns ? strides.slice(0, -1) : strides;
  const inOneMatrix = shape.at(-1) === columns && shape.at(-2) === rows ? strides.slice(-2, -1) : others;
  return inOneMatrix.every((stride) => stride === 0);
}

/** How the four elements from a multiple of four on lie in memory. */
function sideBySide(layout: Layout): 'the same' | 'a vector' | 'apart' {
  const { shape, strides, offset } = coalesce(layout);
  if (shape.length === 0 || strides.every((stride) => stride === 0)) return 'the same';
  const whole = (numbers: readonly number[]): boolean => numbers.every((number) => number % 4 === 0);
  if (!whole([shape.at(-1)!])) return 'apart';
  if (strides.at(-1) === 0) return 'the same';
  return strides.at(-1) === 1 && whole([offset, ...strides.slice(0, -1)]) ? 'a vector' : 'apart';
}
