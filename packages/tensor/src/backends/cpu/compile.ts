import { sizeOf, type NumericArray } from '../../graph/shape.ts';
import { kernelOps } from '../../ops/index.ts';
import {
  operandsOf,
  type KernelStep,
  type Operand,
  type Plan,
  type Program,
  type Step,
  type ValueId,
} from '../../plan/plan.ts';
import { elementwise } from './elementwise.ts';
import type { Heap } from './heap.ts';
import { matmulScratch, runMatmul } from './matmul.ts';
import { reduction, reductionStart } from './reduction.ts';
import type { Code } from './wasm/code.ts';
import { addMathFunctions } from './wasm/math.ts';
import type { MatmulFunctions } from './wasm/matmulModule.ts';
import { Locals, ModuleBuilder } from './wasm/module.ts';

/** Byte addresses of a plan's values. */
export type Addresses = readonly number[];

/** Everything a plan runs, in order. */
export type CompiledSteps = readonly (() => void)[];

/** Elements of scratch memory that any step of the plan needs. */
export function scratchSize(plan: Plan): number {
  return Math.max(
    0,
    ...plan.steps.map((step) => (step.kernel === 'matmul' ? matmulScratch(...step.operands) : 0)),
  );
}

/**
 * Turns a plan into functions on memory. Elementwise programs and reductions become WebAssembly written for the plan, with addresses and shapes in
 * its constants; matmul runs a module shared by all plans; the other kernels run their reference definition on float32.
 */
export async function compileSteps(
  plan: Plan,
  addresses: Addresses,
  scratch: number,
  heap: Heap,
  matmuls: MatmulFunctions,
): Promise<CompiledSteps> {
  const module = new ModuleBuilder();
  const math = addMathFunctions(module);
  const isEmpty = (step: Step): boolean => sizeOf(plan.values[step.output]!.shape) === 0;
  const steps = plan.steps.filter((step) => !isEmpty(step));
  for (const [index, step] of steps.entries()) {
    const locals = new Locals();
    const body = generatedCode(plan, step, addresses, locals, math);
    if (body)
      module.add({ name: `step${index}`, parameters: [], results: [], locals: locals.declared, body });
  }
  const { instance } = await WebAssembly.instantiate(module.bytes(), { env: { memory: heap.memory } });
  const generated = instance.exports as Record<string, () => void>;
  return steps.map((step, index) =>
    stepFunction(plan, step, { addresses, scratch, heap, matmuls, generated: generated[`step${index}`] }),
  );
}

function generatedCode(
  plan: Plan,
  step: Step,
  addresses: Addresses,
  locals: Locals,
  math: ReturnType<typeof addMathFunctions>,
): Code | undefined {
  const output = addresses[step.output]!;
  const { shape } = plan.values[step.output]!;
  const place = (program: Program) => ({
    program,
    addresses: program.inputs.map(({ value }) => addresses[value]!),
  });
  switch (step.kernel) {
    case 'elementwise':
      return elementwise(place(step.program), shape, output, locals, math);
    case 'sum':
    case 'max':
      return reduction(step.kernel, place(step.program), step.shape, step.attrs.axes, output, locals, math);
    case 'matmul':
      if (step.epilogue.result.kind === 'accumulator') return undefined;
      return elementwise({ ...place(step.epilogue), accumulator: output }, shape, output, locals, math);
    default:
      return undefined;
  }
}

interface Surroundings {
  readonly addresses: Addresses;
  readonly scratch: number;
  readonly heap: Heap;
  readonly matmuls: MatmulFunctions;
  readonly generated: (() => void) | undefined;
}

function stepFunction(
  plan: Plan,
  step: Step,
  { addresses, scratch, heap, matmuls, generated }: Surroundings,
): () => void {
  const output = addresses[step.output]!;
  const size = sizeOf(plan.values[step.output]!.shape);
  switch (step.kernel) {
    case 'elementwise':
      return generated!;
    case 'sum':
    case 'max':
      return () => {
        heap.floats(output, size).fill(reductionStart(step.kernel));
        if (sizeOf(step.shape) > 0) generated!();
      };
    case 'matmul': {
      const [a, b] = step.operands.map((operand) => ({ operand, address: addresses[operand.value]! }));
      return () => {
        runMatmul({ a: a!, b: b!, output }, scratch, matmuls, heap);
        generated?.();
      };
    }
    default:
      return () => runReference(step, (value) => numbers(plan, value, addresses, heap));
  }
}

function runReference(step: KernelStep, read: (value: ValueId) => NumericArray): void {
  const { kernel, attrs, output } = step;
  const operands: readonly Operand[] = operandsOf(step);
  const shapes = operands.map(({ layout }) => layout.shape);
  const inputs = operands.map(({ value, layout }) => read(value).subarray(0, sizeOf(layout.shape)));
  kernelOps[kernel].reference({ inputs, shapes, attrs, output: read(output) });
}

/** A value's memory as numbers. */
export function numbers(
  plan: Plan,
  id: ValueId,
  addresses: Addresses,
  heap: Heap,
): Float32Array | Int32Array {
  const { shape, dtype } = plan.values[id]!;
  const size = sizeOf(shape);
  return dtype === 'i32' ? heap.ints(addresses[id]!, size) : heap.floats(addresses[id]!, size);
}
