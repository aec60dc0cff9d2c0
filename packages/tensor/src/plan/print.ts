import { isContiguous } from '../graph/layout.ts';
import { formatShape } from '../graph/shape.ts';
import { measurePlan } from './measure.ts';
import type { Argument, Operand, Plan, Program, Step, Value } from './plan.ts';

/** The plan as text: its memory, its values, a line per step. For people; nothing parses it. */
export function printPlan(plan: Plan): string {
  const { dispatches, workingBytes, matmulFlops } = measurePlan(plan);
  return [
    `${dispatches} dispatches, ${workingBytes} bytes in ${plan.slots.length} slots, ${matmulFlops} matmul FLOP`,
    ...plan.values
      .filter(({ source }) => source.kind !== 'computed')
      .map((value) => `${printValue(value)} : ${printSource(value)}`),
    ...plan.steps.map((step) => printStep(plan, step)),
    ...plan.updates.map(({ variable, value }) => `%${variable} ← %${value}`),
    `return ${plan.outputs.map((id) => `%${id}`).join(', ')}`,
  ].join('\n');
}

function printStep(plan: Plan, step: Step): string {
  const { values } = plan;
  const output = values[step.output]!;
  const line = `${printValue(output)} = ${printCall(step)} : ${printSource(output)}`;
  const also = step.kernel === 'matmul' ? step.also : undefined;
  return also ? `${line}, and ${printStep(plan, also)}` : line;
}

function printCall(step: Step): string {
  switch (step.kernel) {
    case 'elementwise':
      return printProgram(step.program);
    case 'sum':
    case 'max':
      return `${step.kernel} over ${formatShape(step.attrs.axes)} of ${formatShape(step.shape)}: ${printProgram(step.program)}`;
    case 'matmul': {
      const call = `matmul(${step.operands.map(printOperand).join(', ')})`;
      const { epilogue } = step;
      return epilogue.result.kind === 'accumulator' ? call : `${call} then ${printProgram(epilogue)}`;
    }
    default:
      return `${step.kernel}(${step.operands.map(printOperand).join(', ')})`;
  }
}

function printValue({ id, shape, dtype }: Value): string {
  return `%${id} ${dtype}${formatShape(shape)}`;
}

function printSource({ source }: Value): string {
  switch (source.kind) {
    case 'computed':
      return `slot ${source.slot}`;
    case 'constant':
      return 'constant';
    case 'input':
      return `input "${source.name}"`;
    case 'variable':
      return `variable "${source.node.attrs.name}"`;
  }
}

function printOperand({ value, layout }: Operand): string {
  if (isContiguous(layout)) return `%${value}`;
  const start = layout.offset === 0 ? '' : ` from ${layout.offset}`;
  return `%${value} as ${formatShape(layout.shape)} by ${formatShape(layout.strides)}${start}`;
}

function printProgram({ inputs, instructions, result }: Program): string {
  const print = (argument: Argument): string => {
    switch (argument.kind) {
      case 'input':
        return printOperand(inputs[argument.index]!);
      case 'literal':
        return `${argument.value}`;
      case 'accumulator':
        return 'acc';
      case 'instruction': {
        const { op, args } = instructions[argument.index]!;
        return `${op}(${args.map(print).join(', ')})`;
      }
    }
  };
  return print(result);
}
