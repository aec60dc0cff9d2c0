import { isContiguous, positionOf, type Layout } from '../../graph/layout.ts';
import type { NumericArray } from '../../graph/shape.ts';
import { elementwiseOps } from '../../ops/index.ts';
import type { Argument, Operand, Program } from '../../plan/plan.ts';

/** Reads the elements of a view in row-major order. */
export function readView(data: NumericArray, layout: Layout, size: number): NumericArray {
  if (isContiguous(layout)) return data.subarray(0, size);
  const result = data instanceof Int32Array ? new Int32Array(size) : new Float64Array(size);
  for (let i = 0; i < size; i++) result[i] = data[positionOf(layout, i)]!;
  return result;
}

/** Computes a program for `size` elements, one instruction over all of them at a time. */
export function runProgram(
  program: Program,
  size: number,
  read: (operand: Operand) => NumericArray,
  accumulator?: NumericArray,
): NumericArray {
  const inputs = program.inputs.map((operand) => readView(read(operand), operand.layout, size));
  const results: NumericArray[] = [];
  const column = (argument: Argument): NumericArray => {
    switch (argument.kind) {
      case 'input':
        return inputs[argument.index]!;
      case 'instruction':
        return results[argument.index]!;
      case 'literal':
        return new Float64Array(size).fill(argument.value);
      case 'accumulator':
        return accumulator!;
    }
  };
  for (const { op, attrs, args } of program.instructions) {
    const { scalar } = elementwiseOps[op];
    const columns = args.map(column);
    const result = new Float64Array(size);
    const values: number[] = Array(columns.length).fill(0);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < columns.length; j++) values[j] = columns[j]![i]!;
      result[i] = scalar(values, attrs, i);
    }
    results.push(result);
  }
  return column(program.result);
}
