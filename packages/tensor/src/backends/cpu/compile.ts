import { sizeOf, type Shape } from '../../graph/shape.ts';
import type { MatmulStep, Plan, Program, Step } from '../../plan/plan.ts';
import { canFinish, elementwise } from './elementwise.ts';
import { copyCall, isKernelStep, kernelCall, kernelScratch } from './kernelCalls.ts';
import { importedKernels } from './kernels/module.ts';
import { matmulScheme, multiplication, packedSize, packing, threadScratch } from './matmul.ts';
import type { CompiledPlan, Phase } from './phase.ts';
import type { Placement } from './placement.ts';
import type { PlacedProgram } from './program.ts';
import { reduction } from './reduction.ts';
import type { Code } from './wasm/code.ts';
import { ModuleBuilder, type Locals } from './wasm/module.ts';

/** Elements of memory for packed operands that the plan needs at most at a time. */
export function packedElements({ steps }: Plan): number {
  return Math.max(0, ...steps.map((step) => (step.kernel === 'matmul' ? packedSize(matmulScheme(step)) : 0)));
}

/** Bytes of scratch memory that each thread needs. */
export function scratchBytes({ steps }: Plan): number {
  return Math.max(0, ...steps.map(scratchOf));
}

/**
 * Turns a plan into phases. Elementwise programs, reductions and the division of matmuls become functions written for their shapes, with addresses
 * as parameters, so that the same layer of a model needs its code once; all else calls kernels whose sizes are parameters.
 */
export function compilePlan(
  plan: Plan,
  placement: Placement,
  memory: { readonly shared: boolean },
): CompiledPlan {
  const code = new PlanCode(memory);
  const lowered = plan.steps.map((step, index) =>
    isIdle(plan, step) ? [] : lower(plan, step, index, placement, code),
  );
  const updates = plan.updates.map(({ variable, value }) => {
    const [from, to] = [placement.values[value]!, placement.values[variable]!];
    return copyCall(from, to, 4 * sizeOf(plan.values[variable]!.shape));
  });
  return { module: code.bytes(), phases: lowered.flat(), updates };
}

/** Whether there is nothing to compute; ids are looked at even so. */
function isIdle({ values }: Plan, { kernel, output }: Step): boolean {
  return sizeOf(values[output]!.shape) === 0 && kernel !== 'gather' && kernel !== 'scatterAdd';
}

function lower(
  plan: Plan,
  step: Step,
  index: number,
  placement: Placement,
  code: PlanCode,
): readonly Phase[] {
  const { shape } = plan.values[step.output]!;
  const output = placement.values[step.output]!;
  switch (step.kernel) {
    case 'elementwise':
      return [lowerElementwise(step.program, shape, output, placement, code)];
    case 'sum':
    case 'max': {
      const { kernel, program, attrs, shape: reduced } = step;
      const args = { output, ...inputsOf(program, placement) };
      return [
        code.phase([kernel, describe(program), reduced, attrs], args, (p, locals) =>
          reduction(kernel, placed(program, p), reduced, attrs.axes, p.output, p.task, locals),
        ),
      ];
    }
    case 'matmul':
      return lowerMatmul(step, shape, output, placement, code);
    default:
      return [kernelCall(plan, step, index, placement)];
  }
}

function lowerElementwise(
  program: Program,
  shape: Shape,
  output: number,
  placement: Placement,
  code: PlanCode,
): Phase {
  const args = { output, ...inputsOf(program, placement) };
  return code.phase(['elementwise', describe(program), shape], args, (p, locals) =>
    elementwise(placed(program, p), shape, p.output, p.task, locals),
  );
}

function lowerMatmul(
  step: MatmulStep,
  shape: Shape,
  result: number,
  placement: Placement,
  code: PlanCode,
): readonly Phase[] {
  const { operands, epilogue, also } = step;
  const { values, packed } = placement;
  const scheme = matmulScheme(step);
  const [left, right] = operands.map(({ value }) => values[value]!) as [number, number];
  const layouts = operands.map(({ layout }) => layout);
  const phases: Phase[] = [];
  if (packedSize(scheme) > 0) {
    const args = { source: left, destination: packed };
    phases.push(
      code.phase(['packing', layouts], args, (p, locals) => packing(step, scheme, p, locals, code.imported)),
    );
  }
  const finishes = epilogue.result.kind !== 'accumulator';
  const byParts = finishes && canFinish(epilogue, [scheme.batches * scheme.m, scheme.n]);
  const args = {
    left,
    right,
    packed,
    result,
    ...(byParts ? inputsOf(epilogue, placement) : {}),
    scratch: 'thread',
  } as const;
  phases.push(
    code.phase(['matmul', layouts, byParts && describe(epilogue)], args, (p, locals) =>
      multiplication(step, scheme, p, byParts ? placed(epilogue, p) : undefined, locals, code.imported),
    ),
  );
  if (finishes && !byParts) phases.push(lowerElementwise(epilogue, shape, result, placement, code));
  if (also)
    phases.push(lowerElementwise(also.program, shape, placement.values[also.output]!, placement, code));
  return phases;
}

function scratchOf(step: Step): number {
  if (step.kernel === 'matmul') return threadScratch(matmulScheme(step));
  return isKernelStep(step) ? kernelScratch(step) : 0;
}

type Inputs = Readonly<Record<`input${number}`, number>>;

function inputsOf({ inputs }: Program, { values }: Placement): Inputs {
  return Object.fromEntries(inputs.map(({ value }, i) => [`input${i}`, values[value]!]));
}

function placed(program: Program, parameters: Readonly<Record<`input${number}`, Code>>): PlacedProgram {
  return { program, inputs: program.inputs.map((_, i) => parameters[`input${i}`]!) };
}

/** All that a program's code depends on. */
function describe({ inputs, instructions, result }: Program): unknown {
  return [inputs.map(({ layout }) => layout), instructions, result];
}

/** The functions of one plan; those that would be the same are written once. */
class PlanCode {
  readonly #module: ModuleBuilder;
  readonly #known = new Map<string, Pick<Phase, 'name' | 'tasks'>>();

  constructor(memory: { readonly shared: boolean }) {
    this.#module = new ModuleBuilder(memory, importedKernels);
  }

  readonly imported = (name: string): number => this.#module.imported(name);

  /**
   * A call of the function that `generate` writes, in which addresses are parameters; it is known by `key`, which holds all that its code depends
   * on. An address 'thread' is that of the thread's scratch memory; the number of the task is one parameter more.
   */
  phase<const Args extends Readonly<Record<string, number | 'thread'>>>(
    key: readonly unknown[],
    args: Args,
    generate: (
      parameters: Readonly<Record<(keyof Args & string) | 'task', Code>>,
      locals: Locals,
    ) => { readonly code: Code; readonly tasks: number },
  ): Phase {
    const parameters = [...Object.keys(args), 'task'] as ((keyof Args & string) | 'task')[];
    const description = JSON.stringify([key, parameters], exactNumber);
    let known = this.#known.get(description);
    if (!known) {
      const name = `step${this.#known.size}`;
      let tasks = 0;
      this.#module.define(name, parameters, (p, locals) => {
        const generated = generate(p, locals);
        tasks = generated.tasks;
        return generated.code;
      });
      known = { name, tasks };
      this.#known.set(description, known);
    }
    return { module: 'plan', ...known, args: Object.values(args) };
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#module.bytes();
  }
}

/** Writes the numbers that JSON has no words for. */
function exactNumber(_: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Number.isFinite(value) && !Object.is(value, -0) ? value : `${Object.is(value, -0) ? '-0' : value}`;
}
