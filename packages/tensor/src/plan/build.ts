import { contiguousLayout, isContiguous } from '../graph/layout.ts';
import { reachable, type Node, type VariableNode } from '../graph/node.ts';
import type { ViewOp } from '../graph/op.ts';
import { formatShape, sameShape, sizeOf, type Spec } from '../graph/shape.ts';
import type { ElementwiseName, KernelName, ReductionName } from '../ops/index.ts';
import { computeAlongside } from './alongside.ts';
import { fuse, literalBehind, noFusion, type Fusion } from './fuse.ts';
import { assignSlots, type Lifetime } from './memory.ts';
import {
  operandsOf,
  outputsOf,
  withOperands,
  type Argument,
  type Instruction,
  type Operand,
  type Plan,
  type Program,
  type Step,
  type Value,
  type ValueId,
  type ValueSource,
} from './plan.ts';
import { stackProducts } from './stack.ts';

export interface PlanRequest {
  /** Input leaves in the order in which a run gives their values; none by default. */
  readonly inputs?: readonly Node[];
  readonly outputs: readonly Node[];
  readonly updates?: readonly { readonly variable: VariableNode; readonly value: Node }[];
  /** Whether elementwise ops join other kernels (default true). */
  readonly fused?: boolean;
}

/**
 * Plans the computation of a graph. Throws when the graph uses an input that is not among `inputs`, when one of these is no input or stands
 * there twice, and when an update does not fit its variable.
 */
export function buildPlan({ inputs = [], outputs, updates = [], fused = true }: PlanRequest): Plan {
  checkInputs(inputs);
  checkUpdates(updates);
  const roots = new Set([...outputs, ...updates.map(({ value }) => value)]);
  const order = reachable([...roots]);
  for (const node of order) {
    if (node.op.name === 'input' && !inputs.includes(node)) {
      throw new Error(
        `the graph needs the input "${node.attrs.name}" ${formatShape(node.shape)}, which is not given`,
      );
    }
  }
  const builder = new PlanBuilder(fused ? fuse(order, roots) : noFusion(order));
  const inputIds = inputs.map((node) => (order.includes(node) ? builder.leaf(node) : undefined));
  for (const node of order) builder.emit(node);
  const outputIds = outputs.map((node) => builder.ownBuffer(node));
  const updateIds = updates.map(({ variable, value }) => ({
    variable: builder.leaf(variable),
    value: builder.ownBuffer(value),
  }));
  const { values, steps } = builder;
  const drafted: Draft = { values, steps, inputs: inputIds, outputs: outputIds, updates: updateIds };
  return withMemory(fused ? rewritten(drafted) : drafted);
}

/** The plan with alike products made one, and with what is computed alongside them. */
function rewritten({ values, steps, inputs, outputs, updates }: Draft): Draft {
  const all = [...values];
  const kept = new Set([...outputs, ...updates.map(({ value }) => value)]);
  const { steps: fewer, parts } = stackProducts(
    steps,
    (value) => all[value]!.shape,
    kept,
    (shape) => all.push({ id: all.length, shape, dtype: 'f32', source: { kind: 'computed' } }) - 1,
  );
  const left = all.filter(({ id }) => !parts.has(id));
  const number = new Map(left.map(({ id }, i) => [id, i]));
  const renamed = (id: ValueId): ValueId => number.get(id)!;
  return {
    values: left.map((value) => ({ ...value, id: renamed(value.id) })),
    steps: computeAlongside(
      fewer.map((step) => ({
        ...withOperands(step, (operand) => ({ ...operand, value: renamed(operand.value) })),
        output: renamed(step.output),
      })),
      (value) => left[value]!.shape,
    ),
    inputs: inputs.map((id) => (id === undefined ? undefined : renamed(id))),
    outputs: outputs.map(renamed),
    updates: updates.map(({ variable, value }) => ({ variable: renamed(variable), value: renamed(value) })),
  };
}

function checkInputs(inputs: readonly Node[]): void {
  for (const [i, node] of inputs.entries()) {
    if (node.op.name !== 'input')
      throw new Error(`inputs[${i}] is a ${node.op.name}: expected a tensor made by input()`);
    if (inputs.indexOf(node) !== i) throw new Error(`the input "${node.attrs.name}" is given twice`);
  }
}

function checkUpdates(updates: NonNullable<PlanRequest['updates']>): void {
  for (const { variable, value } of updates) {
    if (variable.attrs.half)
      throw new Error(`the variable "${variable.attrs.name}" holds float16: it cannot be updated`);
    if (!sameShape(variable.shape, value.shape) || variable.dtype !== value.dtype) {
      throw new RangeError(
        `the variable "${variable.attrs.name}" is ${variable.dtype}${formatShape(variable.shape)}: ` +
          `it cannot take a value that is ${value.dtype}${formatShape(value.shape)}`,
      );
    }
  }
}

type DraftSource = Exclude<ValueSource, { kind: 'computed' }> | { readonly kind: 'computed' };
type DraftValue = Spec & { readonly id: ValueId; readonly source: DraftSource };

/** A plan without memory. */
interface Draft extends Pick<Plan, 'steps' | 'inputs' | 'outputs' | 'updates'> {
  readonly values: readonly DraftValue[];
}

/** Turns nodes into steps, in order. */
class PlanBuilder {
  readonly values: DraftValue[] = [];
  readonly steps: Step[] = [];
  readonly #fusion: Fusion;
  readonly #operands = new Map<Node, Operand>();
  readonly #copies = new Map<Node, Operand>();

  constructor(fusion: Fusion) {
    this.#fusion = fusion;
  }

  /** Adds the step that computes a node, unless it is computed inside another's kernel or needs no computing. */
  emit(node: Node): void {
    const { op, inputs, attrs } = node;
    if (op.kind === 'elementwise' && this.#fusion.hostOf.get(node) === node) {
      const base = this.#fusion.matmulOf.get(node);
      const program = this.#program(node, node, base);
      if (base) this.#emitMatmul(base, program, node);
      else this.steps.push({ kernel: 'elementwise', program, output: this.#computed(node) });
    } else if (op.name === 'matmul' && !this.#fusion.hostOf.has(node)) {
      this.#emitMatmul(node, { inputs: [], instructions: [], result: { kind: 'accumulator' } }, node);
    } else if (op.name === 'sum' || op.name === 'max') {
      const [x] = inputs;
      const program = this.#program(x!, node);
      const kernel: ReductionName = op.name;
      this.steps.push({ kernel, attrs, shape: x!.shape, program, output: this.#computed(node) });
    } else if (op.kind === 'kernel' && op.name !== 'matmul') {
      const kernel = op.name as Exclude<KernelName, 'matmul'>;
      const operands = inputs.map((input) => this.#contiguous(input));
      this.steps.push({ kernel, attrs, operands, output: this.#computed(node) });
    }
  }

  leaf(node: Node): ValueId {
    const known = this.#operands.get(node);
    return (known ?? this.#define(node, this.#value(node, leafSource(node)))).value;
  }

  /** A computed buffer that holds the node's value and nothing else. */
  ownBuffer(node: Node): ValueId {
    const operand = this.#operandOf(node);
    const { source, shape } = this.values[operand.value]!;
    const whole = isContiguous(operand.layout) && sizeOf(shape) === sizeOf(node.shape);
    return source.kind === 'computed' && whole ? operand.value : this.#copy(node).value;
  }

  #emitMatmul(node: Node, epilogue: Program, result: Node): void {
    const [a, b] = node.inputs.map((input) => this.#operandOf(input));
    this.steps.push({
      kernel: 'matmul',
      attrs: {},
      operands: [a!, b!],
      epilogue,
      output: this.#computed(result),
    });
  }

  #value(spec: Spec, source: DraftSource): ValueId {
    const { shape, dtype } = spec;
    return this.values.push({ id: this.values.length, shape, dtype, source }) - 1;
  }

  #computed(node: Node): ValueId {
    return this.#define(node, this.#value(node, { kind: 'computed' })).value;
  }

  #define(node: Node, value: ValueId): Operand {
    const operand = { value, layout: contiguousLayout(node.shape) };
    this.#operands.set(node, operand);
    return operand;
  }

  /** Where a node's elements can be read. */
  #operandOf(node: Node): Operand {
    const known = this.#operands.get(node);
    if (known) return known;
    if (node.op.kind === 'leaf') return this.#define(node, this.leaf(node));
    const input = node.inputs[0]!;
    const op = node.op as ViewOp<unknown>;
    const viewed = this.#operandOf(input);
    const layout = op.layout(viewed.layout, node.attrs);
    const operand = layout ? { value: viewed.value, layout } : this.#viewOfCopy(op, input, node);
    this.#operands.set(node, operand);
    return operand;
  }

  #viewOfCopy(op: ViewOp<unknown>, input: Node, node: Node): Operand {
    const { value, layout } = this.#copy(input);
    return { value, layout: op.layout(layout, node.attrs)! };
  }

  #contiguous(node: Node): Operand {
    const operand = this.#operandOf(node);
    return isContiguous(operand.layout) ? operand : this.#copy(node);
  }

  #copy(node: Node): Operand {
    const known = this.#copies.get(node);
    if (known) return known;
    const program: Program = {
      inputs: [this.#operandOf(node)],
      instructions: [],
      result: { kind: 'input', index: 0 },
    };
    const operand = { value: this.#value(node, { kind: 'computed' }), layout: contiguousLayout(node.shape) };
    this.steps.push({ kernel: 'elementwise', program, output: operand.value });
    this.#copies.set(node, operand);
    return operand;
  }

  /** The code that computes `root` inside the kernel of `host`, where `base` is the accumulator. */
  #program(root: Node, host: Node, base?: Node): Program {
    const inputs: Operand[] = [];
    const instructions: Instruction[] = [];
    const known = new Map<Node, Argument>();

    const argument = (node: Node): Argument => {
      const existing = known.get(node);
      if (existing) return existing;
      const created = create(node);
      known.set(node, created);
      return created;
    };
    const create = (node: Node): Argument => {
      const value = literalBehind(node);
      if (value !== undefined) return { kind: 'literal', value };
      if (node === base) return { kind: 'accumulator' };
      if (this.#fusion.hostOf.get(node) === host) {
        if (node.op.kind === 'view') return argument(node.inputs[0]!);
        const args = node.inputs.map(argument);
        const op = node.op.name as ElementwiseName;
        return { kind: 'instruction', index: instructions.push({ op, attrs: node.attrs, args }) - 1 };
      }
      if (base && node.op.name === 'reshape' && reshapedFrom(node) === base) return { kind: 'accumulator' };
      return { kind: 'input', index: inputs.push(this.#operandOf(node)) - 1 };
    };
    const result = argument(root);
    return { inputs, instructions, result };
  }
}

/** The node behind a chain of reshapes. */
function reshapedFrom(node: Node): Node {
  return node.op.name === 'reshape' ? reshapedFrom(node.inputs[0]!) : node;
}

function leafSource(node: Node): DraftSource {
  switch (node.op.name) {
    case 'input':
      return { kind: 'input', name: node.attrs.name };
    case 'variable':
      return { kind: 'variable', node: node };
    default:
      return { kind: 'constant', node };
  }
}

/** Gives each computed value a slot: alive from its step to its last reader, or to the end when a caller takes it. */
function withMemory({ values, steps, inputs, outputs, updates }: Draft): Plan {
  const last = new Map<ValueId, number>();
  for (const [index, step] of steps.entries()) {
    for (const { value } of operandsOf(step)) last.set(value, index);
  }
  for (const value of [...outputs, ...updates.map((update) => update.value)]) last.set(value, steps.length);
  const written = steps.flatMap((step, first) => outputsOf(step).map((value) => ({ value, first })));
  const lifetimes = written.map(({ value, first }): Lifetime => {
    return { shape: values[value]!.shape, first, last: last.get(value) ?? first };
  });
  const { slots, slotOf } = assignSlots(lifetimes);
  const slotOfValue = new Map(written.map(({ value }, i) => [value, slotOf[i]!]));
  const placed = values.map(({ id, shape, dtype, source }): Value => {
    return {
      id,
      shape,
      dtype,
      source: source.kind === 'computed' ? { kind: 'computed', slot: slotOfValue.get(id)! } : source,
    };
  });
  return { values: placed, steps, inputs, outputs, updates, slots };
}
