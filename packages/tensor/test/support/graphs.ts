import fc, { type GeneratorValue } from 'fast-check';
import { sizeOf, type NumericArray } from '../../src/graph/shape.ts';
import { constant, input, type Tensor } from '../../src/tensor.ts';
import { drawValues, type Scope } from './draw.ts';

/** A way to make a tensor of two that are there; undefined where their shapes do not allow it. */
type Production = (x: Tensor, y: Tensor, g: GeneratorValue) => Tensor | undefined;

/** Values are kept within a few thousand and slopes within a few units, whatever is applied to whatever. */
const smoothProductions: Readonly<Record<string, Production>> = {
  add: (x, y) => x.add(fitting(y, x)),
  sub: (x, y) => x.sub(fitting(y, x)),
  mul: (x, y) => x.mul(fitting(y, x).tanh()),
  div: (x, y) => x.div(fitting(y, x).mul(y.mean()).mul(0.1).exp().add(1)),
  square: (x) => x.mul(x).add(1).sqrt(),
  neg: (x) => x.neg(),
  exp: (x) => x.tanh().exp(),
  log: (x) => x.tanh().add(1.5).log(),
  tanh: (x) => x.tanh(),
  erf: (x) => x.erf(),
  gelu: (x) => x.gelu(),
  geluTanh: (x) => x.gelu({ approximate: 'tanh' }),
  scale: (x) => x.mul(0.5).add(0.25),
  sum: (x, _, g) => (x.shape.length > 0 ? x.sum([axisOf(x, g)]).mul(0.5) : undefined),
  sumAll: (x) => x.sum().mul(0.1),
  mean: (x, _, g) => (x.shape.length > 0 ? x.mean([axisOf(x, g)], { keepAxes: true }) : undefined),
  softmax: (x) => (x.shape.length > 0 ? x.softmax() : undefined),
  logSoftmax: (x) => (x.shape.length > 0 ? x.logSoftmax() : undefined),
  layerNorm: (x, y) => {
    const [width] = x.shape.slice(-1);
    return width === undefined ? undefined : x.layerNorm(columns(y, width), columns(x, width), 1);
  },
  matmul: (x, y) => {
    if (x.shape.length < 2) return undefined;
    const meets = y.shape.length === 2 && y.shape[0] === x.shape.at(-1);
    return x.matmul((meets ? y : x.transpose()).tanh()).mul(1 / x.shape.at(-1)!);
  },
  attention: (x, y) => {
    const fits = x.shape.length === 3 && y.shape.length === 3 && sizeOf(x.shape) <= 30;
    if (!fits || x.shape[0] !== y.shape[0] || x.shape[2] !== y.shape[2]) return undefined;
    return x.tanh().matmul(y.tanh().transpose()).mul(0.5).softmax().matmul(y);
  },
  fusedAttention: (x, y) => {
    const fits = x.shape.length === 3 && y.shape.length === 3 && sizeOf(x.shape) <= 30;
    if (!fits || x.shape[0] !== y.shape[0] || x.shape[2] !== y.shape[2]) return undefined;
    return x.tanh().attention(y.tanh(), y, y.tanh().mean([2]), x.shape[2]! % 2 === 0 ? 2 : 1);
  },
  transpose: (x) => (x.shape.length < 2 ? undefined : x.transpose()),
  rotate: (x) => (x.shape.length < 2 ? undefined : x.permute([...x.shape.keys()].slice(1).concat(0))),
  flatten: (x) => x.reshape([sizeOf(x.shape)]),
  reshape: (x) => x.reshape([...x.shape.slice(1), 1, ...x.shape.slice(0, 1)]),
  broadcast: (x) => (sizeOf(x.shape) <= 20 ? x.broadcast([2, ...x.shape]) : undefined),
  slice: (x, _, g) => {
    if (x.shape.length === 0) return undefined;
    const axis = axisOf(x, g);
    const start = g(fc.nat, x.shape[axis]! - 1);
    return x.slice(axis, start, g(fc.integer, { min: 1, max: x.shape[axis]! - start }));
  },
  pad: (x, _, g) => (x.shape.length === 0 ? undefined : x.pad(axisOf(x, g), g(fc.nat, 2), g(fc.nat, 2))),
  gather: (x, _, g) => (x.shape.length === 2 ? x.gather(drawIds(g, 3, x.shape[0]!)) : undefined),
  scatterAdd: (x, _, g) => (x.shape.length === 2 ? x.scatterAdd(drawIds(g, x.shape[0]!, 3), 3) : undefined),
};

/** With a kink or a jump somewhere, or without a gradient. */
const roughProductions: Readonly<Record<string, Production>> = {
  relu: (x) => x.relu(),
  max: (x, _, g) => (x.shape.length > 0 ? x.max([axisOf(x, g)], { keepAxes: true }) : undefined),
  select: (x, y) => x.greater(fitting(y, x)).select(x, 0.5),
  dropout: (x, _, g) => {
    const seed = constant(Int32Array.of(g(fc.nat, 99)), [1], 'i32');
    return x
      .mul(
        seed
          .broadcast([1, ...x.shape])
          .reshape(x.shape)
          .uniform(3)
          .greater(0.5),
      )
      .mul(2);
  },
};

/** Graphs that have a gradient everywhere. */
export const smooth = Object.values(smoothProductions);
/** Graphs of all ops. */
export const any = [...smooth, ...Object.values(roughProductions)];

export interface DrawnGraph {
  readonly inputs: readonly Tensor[];
  readonly values: readonly NumericArray[];
  /** Every tensor that no other reads. */
  readonly outputs: readonly Tensor[];
}

const scope: Scope = { largest: 4, elements: 24, favoured: [], levels: [2 ** 10], distinct: true };

/** A graph of up to twelve productions, each applied to any two of the tensors that are there, inputs included. */
export function drawGraph(g: GeneratorValue, productions: readonly Production[]): DrawnGraph {
  // A few lengths for all axes: then many tensors fit each other.
  const [a, b, c] = [0, 1, 2].map(() => g(fc.integer, { min: 1, max: 4 }));
  const shapes = [[a!, b!], [b!, c!], [a!, b!, c!], [c!]];
  const inputs = shapes.map((shape, i) => input(`x${i}`, shape));
  const values = drawValues(
    g,
    shapes.map((shape) => ({ shape })),
    scope,
  );

  const tensors: Tensor[] = [...inputs];
  const read = new Set<Tensor>();
  const count = g(fc.integer, { min: 1, max: 12 });
  for (let i = 0; i < count; i++) {
    const [x, y] = [0, 1].map(() => tensors[g(fc.nat, tensors.length - 1)]!);
    const made = productions[g(fc.nat, productions.length - 1)]!(x!, y!, g);
    if (made === undefined || sizeOf(made.shape) > 100) continue;
    tensors.push(made);
    read.add(x!);
  }
  return { inputs, values, outputs: tensors.filter((tensor) => !read.has(tensor)) };
}

/** The tensor if it broadcasts to the shape of another, else its mean. */
function fitting(y: Tensor, x: Tensor): Tensor {
  const added = x.shape.length - y.shape.length;
  const fits =
    added >= 0 && y.shape.every((length, axis) => length === 1 || length === x.shape[axis + added]);
  return fits ? y : y.mean();
}

/** One bounded number for each column of a last axis. */
function columns(y: Tensor, width: number): Tensor {
  if (y.shape.at(-1) !== width) return y.mean().tanh().broadcast([width]);
  return y.mean([...y.shape.keys()].slice(0, -1)).tanh();
}

function axisOf(x: Tensor, g: GeneratorValue): number {
  return g(fc.nat, x.shape.length - 1);
}

function drawIds(g: GeneratorValue, count: number, rows: number): Tensor {
  const ids = g(fc.array<number>, fc.nat(rows - 1), { minLength: count, maxLength: count });
  return constant(Int32Array.from(ids), [count], 'i32');
}
