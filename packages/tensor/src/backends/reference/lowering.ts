import { sizeOf, type NumericArray } from '../../graph/shape.ts';
import { kernelOps, reductionOps } from '../../ops/index.ts';
import type {
  ElementwiseStep,
  KernelStep,
  MatmulStep,
  Operand,
  ReductionStep,
  Step,
  ValueId,
} from '../../plan/plan.ts';
import { readView, runProgram } from './program.ts';

/** The numbers of the value that an operand is a view of. */
type Read = (operand: Operand) => NumericArray;

/** Computes a step into its outputs by the definitions that stand in the ops' files; `numbers` are those of a value. */
export function runStep(step: Step, numbers: (value: ValueId) => NumericArray): void {
  const read: Read = ({ value }) => numbers(value);
  const output = numbers(step.output);
  switch (step.kernel) {
    case 'elementwise':
      return runElementwise(step, read, output);
    case 'sum':
    case 'max':
      return runReduction(step, read, output);
    case 'matmul':
      runMatmul(step, read, output);
      return step.also && runElementwise(step.also, read, numbers(step.also.output));
    default:
      return runKernel(step, read, output);
  }
}

function runElementwise({ program }: ElementwiseStep, read: Read, output: NumericArray): void {
  output.set(runProgram(program, output.length, read));
}

function runReduction(
  { kernel, attrs, shape, program }: ReductionStep,
  read: Read,
  output: NumericArray,
): void {
  const inputs = [runProgram(program, sizeOf(shape), read)];
  reductionOps[kernel].reference({ inputs, shapes: [shape], attrs, output });
}

function runMatmul({ attrs, operands, epilogue }: MatmulStep, read: Read, output: NumericArray): void {
  kernelOps.matmul.reference({ ...readOperands(operands, read), attrs, output });
  if (epilogue.result.kind !== 'accumulator') output.set(runProgram(epilogue, output.length, read, output));
}

function runKernel({ kernel, attrs, operands }: KernelStep, read: Read, output: NumericArray): void {
  kernelOps[kernel].reference({ ...readOperands(operands, read), attrs, output });
}

function readOperands(operands: readonly Operand[], read: Read) {
  const shapes = operands.map(({ layout }) => layout.shape);
  const inputs = operands.map((operand, i) => readView(read(operand), operand.layout, sizeOf(shapes[i]!)));
  return { inputs, shapes };
}
