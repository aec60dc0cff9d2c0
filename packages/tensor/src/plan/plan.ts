import type { Layout } from '../graph/layout.ts';
import type { Node, VariableNode } from '../graph/node.ts';
import type { Attrs } from '../graph/op.ts';
import type { DType, Shape } from '../graph/shape.ts';
import type { ElementwiseName, KernelName, ReductionName } from '../ops/index.ts';
import type { ReductionAttrs } from '../ops/reduction.ts';

/** Number of a value within its plan. */
export type ValueId = number;

/** A buffer's worth of numbers, row-major. */
export interface Value {
  readonly id: ValueId;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly source: ValueSource;
}

export type ValueSource =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly node: Node }
  | { readonly kind: 'variable'; readonly node: VariableNode }
  /** Written by a step into a slot that it shares with values that live at other times. */
  | { readonly kind: 'computed'; readonly slot: number };

/** A view of a value, as a step reads it. */
export interface Operand {
  readonly value: ValueId;
  readonly layout: Layout;
}

/**
 * An elementwise computation: the straight-line code for one element. All inputs enumerate the same number of elements in
 * row-major order of their own layouts.
 */
export interface Program {
  readonly inputs: readonly Operand[];
  readonly instructions: readonly Instruction[];
  readonly result: Argument;
}

export interface Instruction {
  readonly op: ElementwiseName;
  readonly attrs: Attrs;
  readonly args: readonly Argument[];
}

export type Argument =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'instruction'; readonly index: number }
  | { readonly kind: 'literal'; readonly value: number }
  /** The element that the kernel around the program has just computed. */
  | { readonly kind: 'accumulator' };

/** Fused elementwise ops: the program for every element of the output. */
export interface ElementwiseStep {
  readonly kernel: 'elementwise';
  readonly program: Program;
  readonly output: ValueId;
}

/** A reduction over axes of a tensor of `shape` whose elements the program computes as they are read. */
export interface ReductionStep {
  readonly kernel: ReductionName;
  readonly attrs: ReductionAttrs;
  readonly shape: Shape;
  readonly program: Program;
  readonly output: ValueId;
}

/** Operands [...batch, M, K] and [...batch, K, N] under any strides; each result element passes through the epilogue. */
export interface MatmulStep {
  readonly kernel: 'matmul';
  readonly attrs: object;
  readonly operands: readonly [Operand, Operand];
  readonly epilogue: Program;
  readonly output: ValueId;
  /** What is computed of each element of the output while it is at hand: its program reads nothing else. */
  readonly also?: ElementwiseStep;
}

/** Any other kernel; its operands are contiguous, and those of attention may begin at any element of a value. */
export interface KernelStep {
  readonly kernel: Exclude<KernelName, 'matmul'>;
  readonly attrs: Attrs;
  readonly operands: readonly Operand[];
  readonly output: ValueId;
}

export type Step = ElementwiseStep | ReductionStep | MatmulStep | KernelStep;
export type StepKind = Step['kernel'];

/** A computation in full: what to run, in which order, in how much memory. Pure data. */
export interface Plan {
  readonly values: readonly Value[];
  readonly steps: readonly Step[];
  /** Values that a run gives, in the order in which it gives them; undefined where the graph does not use one. */
  readonly inputs: readonly (ValueId | undefined)[];
  readonly outputs: readonly ValueId[];
  /** Values that variables take when the steps are done. */
  readonly updates: readonly { readonly variable: ValueId; readonly value: ValueId }[];
  /** Elements in each slot of working memory. */
  readonly slots: readonly number[];
}

/** Every operand that a step reads. */
export function operandsOf(step: Step): readonly Operand[] {
  switch (step.kernel) {
    case 'elementwise':
    case 'sum':
    case 'max':
      return step.program.inputs;
    case 'matmul':
      return [...step.operands, ...step.epilogue.inputs];
    default:
      return step.operands;
  }
}

/** Every value that a step writes. */
export function outputsOf(step: Step): readonly ValueId[] {
  const also = step.kernel === 'matmul' ? step.also : undefined;
  return also ? [step.output, also.output] : [step.output];
}

/** The step with other operands. */
export function withOperands<Kind extends Step>(step: Kind, change: (operand: Operand) => Operand): Kind {
  const changed = (program: Program): Program => ({ ...program, inputs: program.inputs.map(change) });
  switch (step.kernel) {
    case 'elementwise':
    case 'sum':
    case 'max':
      return { ...step, program: changed(step.program) };
    case 'matmul':
      return {
        ...step,
        operands: step.operands.map(change),
        epilogue: changed(step.epilogue),
        ...(step.also && { also: withOperands(step.also, change) }),
      };
    default:
      return { ...step, operands: step.operands.map(change) };
  }
}
