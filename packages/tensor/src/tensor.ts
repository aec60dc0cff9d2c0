import type { Backend } from './backends/backend.ts';
import type { Expression, Operand } from './graph/expression.ts';
import {
  buildNode,
  constantNode,
  inputNode,
  scalarNode,
  variableNode,
  type Node,
  type VariableNode,
  type VariableAttrs,
} from './graph/node.ts';
import type { Attrs, Op } from './graph/op.ts';
import { printGraph } from './graph/print.ts';
import { broadcastShapes, formatShape, normalizeAxis, sameShape, sizeOf } from './graph/shape.ts';
import type { DType, NumericArray, Shape } from './graph/shape.ts';
import { allOps } from './ops/index.ts';
import { keptShape } from './ops/reduction.ts';
import { buildPlan } from './plan/build.ts';

type Reduced = { readonly keepAxes?: boolean };

/** A value that a graph describes. Methods build more graph; `data(backend)` computes. */
export class Tensor implements Expression {
  readonly node: Node;

  constructor(node: Node) {
    this.node = node;
  }

  get shape(): Shape {
    return this.node.shape;
  }

  get dtype(): DType {
    return this.node.dtype;
  }

  add(other: Operand): Tensor {
    return broadcasting(allOps.add, [this, other]);
  }

  sub(other: Operand): Tensor {
    return broadcasting(allOps.sub, [this, other]);
  }

  mul(other: Operand): Tensor {
    return broadcasting(allOps.mul, [this, other]);
  }

  div(other: Operand): Tensor {
    return broadcasting(allOps.div, [this, other]);
  }

  greater(other: Operand): Tensor {
    return broadcasting(allOps.greater, [this, other]);
  }

  equal(other: Operand): Tensor {
    return broadcasting(allOps.equal, [this, other]);
  }

  select(whenTrue: Operand, whenFalse: Operand): Tensor {
    return broadcasting(allOps.select, [this, whenTrue, whenFalse]);
  }

  neg(): Tensor {
    return apply(allOps.neg, [this]);
  }

  exp(): Tensor {
    return apply(allOps.exp, [this]);
  }

  log(): Tensor {
    return apply(allOps.log, [this]);
  }

  sqrt(): Tensor {
    return apply(allOps.sqrt, [this]);
  }

  tanh(): Tensor {
    return apply(allOps.tanh, [this]);
  }

  erf(): Tensor {
    return apply(allOps.erf, [this]);
  }

  relu(): Tensor {
    return apply(allOps.relu, [this]);
  }

  gelu({ approximate = 'none' }: { approximate?: 'none' | 'tanh' } = {}): Tensor {
    return apply(approximate === 'tanh' ? allOps.geluTanh : allOps.gelu, [this]);
  }

  toFloat(): Tensor {
    return apply(allOps.toFloat, [this]);
  }

  uniform(salt: number): Tensor {
    return apply(allOps.uniform, [this], { salt });
  }

  reshape(shape: Shape): Tensor {
    return sameShape(shape, this.shape) ? this : apply(allOps.reshape, [this], { shape });
  }

  permute(axes: readonly number[]): Tensor {
    return apply(allOps.permute, [this], { axes });
  }

  transpose(): Tensor {
    const rank = this.shape.length;
    if (rank < 2) throw new RangeError(`transpose: expected a matrix, got ${formatShape(this.shape)}`);
    const axes = [...this.shape.keys()];
    return this.permute([...axes.slice(0, -2), rank - 1, rank - 2]);
  }

  broadcast(shape: Shape): Tensor {
    return sameShape(shape, this.shape) ? this : apply(allOps.broadcast, [this], { shape });
  }

  slice(axis: number, start: number, length: number): Tensor {
    return apply(allOps.slice, [this], {
      axis: normalizeAxis(axis, this.shape.length, 'slice'),
      start,
      length,
    });
  }

  pad(axis: number, before: number, after: number): Tensor {
    return apply(allOps.pad, [this], { axis: normalizeAxis(axis, this.shape.length, 'pad'), before, after });
  }

  sum(axes?: readonly number[], options: Reduced = {}): Tensor {
    return reduce(allOps.sum, this, axes, options);
  }

  mean(axes?: readonly number[], options: Reduced = {}): Tensor {
    const sum = this.sum(axes, options);
    return sum.mul(sizeOf(sum.shape) / sizeOf(this.shape));
  }

  max(axes?: readonly number[], options: Reduced = {}): Tensor {
    return reduce(allOps.max, this, axes, options);
  }

  matmul(other: Expression): Tensor {
    // A plain matrix on the right serves all rows at once: one large product instead of a batch of small ones.
    const inner = this.shape.at(-1);
    if (other.shape.length === 2 && this.shape.length > 2 && inner === other.shape[0]) {
      const rows = sizeOf(this.shape.slice(0, -1));
      const product: Tensor = apply(allOps.matmul, [this.reshape([rows, inner!]), other]);
      return product.reshape([...this.shape.slice(0, -1), other.shape[1]!]);
    }
    const batch = broadcastShapes(this.shape.slice(0, -2), other.shape.slice(0, -2), 'matmul');
    const operands = [this, other].map((operand) =>
      operand.broadcast([...batch, ...operand.shape.slice(-2)]),
    );
    return apply(allOps.matmul, operands);
  }

  softmax(): Tensor {
    return apply(allOps.softmax, [this]);
  }

  softmaxGrad(dy: Expression): Tensor {
    return apply(allOps.softmaxGrad, [this, dy.broadcast(this.shape)]);
  }

  logSoftmax(): Tensor {
    return apply(allOps.logSoftmax, [this]);
  }

  layerNorm(gamma: Expression, beta: Expression, epsilon: number): Tensor {
    return apply(allOps.layerNorm, [this, gamma, beta], { epsilon });
  }

  layerNormGrad(gamma: Expression, dy: Expression, epsilon: number): Tensor {
    return apply(allOps.layerNormGrad, [this, gamma, dy], { epsilon });
  }

  attention(k: Expression, v: Expression, bias: Expression, heads: number): Tensor {
    return apply(allOps.attention, [this, k, v, bias.broadcast(k.shape.slice(0, 2))], { heads });
  }

  attentionGrad(k: Expression, v: Expression, bias: Expression, dy: Expression, heads: number): Tensor {
    return apply(allOps.attentionGrad, [this, k, v, bias, dy.broadcast(this.shape)], { heads });
  }

  gather(ids: Expression): Tensor {
    return apply(allOps.gather, [this, ids]);
  }

  scatterAdd(ids: Expression, rows: number): Tensor {
    return apply(allOps.scatterAdd, [this, ids], { rows });
  }

  /** Computes the value once: row-major, f32 as the backend's float type. Throws when the graph has inputs: compile it then. */
  async data(backend: Backend): Promise<NumericArray> {
    const executable = await backend.prepare(buildPlan({ outputs: [this.node] }));
    try {
      const [value] = await executable.run([]);
      return value!;
    } finally {
      executable.dispose();
    }
  }

  /** The graph as text, a line per node. */
  toString(): string {
    return printGraph([this.node]);
  }
}

/** A value that stays on the backend from run to run; executables read it and may update it. */
export class Variable extends Tensor {
  declare readonly node: VariableNode;
}

type Nested = number | readonly Nested[];

/** A constant f32 tensor of nested arrays of numbers; throws a RangeError when their lengths do not agree. */
export function tensor(values: Nested): Tensor {
  const shape: number[] = [];
  for (let level = values; typeof level !== 'number'; level = level[0] ?? 0) shape.push(level.length);
  const flat: number[] = [];
  const visit = (level: Nested, depth: number): void => {
    if (typeof level === 'number' ? depth !== shape.length : level.length !== shape[depth]) {
      throw new RangeError(`tensor: nested arrays do not fill the shape ${formatShape(shape)}`);
    }
    if (typeof level === 'number') flat.push(level);
    else level.forEach((item) => visit(item, depth + 1));
  };
  visit(values, 0);
  return new Tensor(constantNode(Float64Array.from(flat), shape, 'f32'));
}

/** A constant of numbers in row-major order; throws a RangeError when they do not fill the shape. */
export function constant(data: NumericArray, shape: Shape, dtype: DType = 'f32'): Tensor {
  return new Tensor(constantNode(data, shape, dtype));
}

/** A value given at every run of a compiled graph. */
export function input(name: string, shape: Shape, dtype: DType = 'f32'): Tensor {
  return new Tensor(inputNode(name, shape, dtype));
}

/**
 * A value kept by the backend; `load` gives the first one, row-major. One that is `half` holds nothing but numbers of float16: WebGPU keeps it in half the
 * memory, and computes with the same float32.
 */
export function variable(
  name: string,
  shape: Shape,
  load: VariableAttrs['load'],
  { dtype = 'f32', half = false }: { readonly dtype?: DType; readonly half?: boolean } = {},
): Variable {
  return new Variable(variableNode({ name, load, half }, shape, dtype));
}

function apply(op: Exclude<Op, { kind: 'leaf' }>, inputs: readonly Expression[], attrs: Attrs = {}): Tensor {
  return new Tensor(
    buildNode(
      op,
      inputs.map((input) => input.node),
      attrs,
    ),
  );
}

function broadcasting(op: Exclude<Op, { kind: 'leaf' }>, operands: readonly Operand[]): Tensor {
  const tensors = operands.map((operand) =>
    typeof operand === 'number' ? new Tensor(scalarNode(operand, 'f32')) : operand,
  );
  const shape = tensors.map((t) => t.shape).reduce((a, b) => broadcastShapes(a, b, op.name));
  return apply(
    op,
    tensors.map((t) => t.broadcast(shape)),
  );
}

function reduce(
  op: typeof allOps.sum,
  x: Tensor,
  axes: readonly number[] | undefined,
  { keepAxes = false }: Reduced,
): Tensor {
  const rank = x.shape.length;
  const normal = (axes ?? [...x.shape.keys()])
    .map((axis) => normalizeAxis(axis, rank, op.name))
    .sort((a, b) => a - b);
  const reduced = apply(op, [x], { axes: normal });
  return keepAxes ? reduced.reshape(keptShape(x.shape, normal)) : reduced;
}
