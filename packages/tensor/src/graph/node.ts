import type { Attrs, LeafOp, Op } from './op.ts';
import {
  checkShape,
  formatShape,
  sizeOf,
  type DType,
  type NumericArray,
  type Shape,
  type Spec,
} from './shape.ts';

/** One immutable step of a computation. Inputs are older than their users: ids ascend along every path. */
export interface Node extends Spec {
  readonly id: number;
  readonly op: Op;
  readonly inputs: readonly Node[];
  readonly attrs: Attrs;
}

/** A leaf whose value stays with the backend between runs. */
export interface VariableNode extends Node {
  readonly attrs: VariableAttrs;
}

export interface VariableAttrs {
  readonly name: string;
  /** Reads the first value, once per backend. */
  readonly load: () => NumericArray | Promise<NumericArray>;
  /** Whether float16 holds all that it will ever hold, so that a backend may keep it so. Nothing updates such a variable. */
  readonly half?: boolean;
}

const inputOp: LeafOp = { kind: 'leaf', name: 'input' };
const constantOp: LeafOp = { kind: 'leaf', name: 'constant' };
const variableOp: LeafOp = { kind: 'leaf', name: 'variable' };

let created = 0;

function createNode(op: Op, inputs: readonly Node[], attrs: Attrs, { shape, dtype }: Spec): Node {
  return { id: created++, op, inputs, attrs, shape, dtype };
}

// Hash-consing: asking twice for the same op on the same inputs gives the same node, so that common subexpressions are
// computed once. Entries hold their node weakly and go with it.
const known = new Map<string, WeakRef<Node>>();
const forget = new FinalizationRegistry<string>((key) => {
  if (known.get(key)?.deref() === undefined) known.delete(key);
});

function unique(key: string, create: () => Node): Node {
  const existing = known.get(key)?.deref();
  if (existing) return existing;
  const node = create();
  known.set(key, new WeakRef(node));
  forget.register(node, key);
  return node;
}

/** The node for an op on inputs; checks shapes by the op's rule. */
export function buildNode(op: Exclude<Op, LeafOp>, inputs: readonly Node[], attrs: Attrs = {}): Node {
  const key = `${op.name}(${inputs.map((input) => input.id).join(',')})${JSON.stringify(attrs)}`;
  return unique(key, () => createNode(op, inputs, attrs, op.infer(inputs, attrs)));
}

/** A value given anew at every run. */
export function inputNode(name: string, shape: Shape, dtype: DType): Node {
  checkShape(shape, `input "${name}"`);
  return createNode(inputOp, [], { name }, { shape, dtype });
}

/** A fixed value. */
export function constantNode(data: NumericArray, shape: Shape, dtype: DType): Node {
  checkShape(shape, 'constant');
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(`constant: ${data.length} numbers do not fill the shape ${formatShape(shape)}`);
  }
  return createNode(constantOp, [], { data }, { shape, dtype });
}

/** A fixed number, the same node for the same number. */
export function scalarNode(value: number, dtype: DType): Node {
  const key = `constant ${dtype} ${Object.is(value, -0) ? '-0' : value}`;
  return unique(key, () => constantNode(Float64Array.of(value), [], dtype));
}

/** A value that lives on the backend from run to run and that executables can update: weights, optimiser state. */
export function variableNode(attrs: VariableAttrs, shape: Shape, dtype: DType): VariableNode {
  checkShape(shape, `variable "${attrs.name}"`);
  return createNode(variableOp, [], attrs, { shape, dtype });
}

/** The number that a scalar f32 constant holds, or undefined. */
export function literalOf(node: Node): number | undefined {
  return node.op === constantOp && node.dtype === 'f32' && node.shape.length === 0
    ? (node.attrs.data as NumericArray)[0]
    : undefined;
}

/** All nodes that the given ones need, themselves included, inputs before users; what lies behind `stop` is left out. */
export function reachable(roots: readonly Node[], stop: ReadonlySet<Node> = new Set()): Node[] {
  const seen = new Set<Node>();
  const pending = [...roots];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (!stop.has(node)) pending.push(...node.inputs);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}
