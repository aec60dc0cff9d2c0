import { literalBehind } from '../../src/plan/fuse.ts';
import { buildNode, reachable, type Node } from '../../src/graph/node.ts';
import type { Op } from '../../src/graph/op.ts';
import { sizeOf, type NumericArray } from '../../src/graph/shape.ts';
import { reducedSize } from '../../src/ops/reduction.ts';
import { constant, Tensor } from '../../src/tensor.ts';

/**
 * One unit in the last place of a float32, relative to the number. WGSL lets every operation round either way, so that the
 * standard model is fl(a ∘ b) = (a ∘ b)(1 + δ) with |δ| ≤ ULP, not half of it.
 */
const ULP = 2 ** -23;

/** γ_k = k·ULP / (1 − k·ULP) bounds k roundings in a row (Higham 2002, "Accuracy and Stability of Numerical Algorithms", lemma 3.1). */
const gamma = (roundings: number): number => (roundings * ULP) / (1 - roundings * ULP);

/** A value x and a bound of how far its float32 x̂ may lie from it. */
interface Rounded {
  readonly value: Tensor;
  readonly error: Tensor;
}

/** The error of an op's result, given those of its inputs: what they become in it, and what it adds by rounding. */
type Rule = (inputs: readonly Rounded[], output: Tensor) => Tensor;

const abs = (x: Tensor): Tensor => x.greater(0).select(x, x.neg());
const larger = (a: Tensor, b: Tensor): Tensor => a.greater(b).select(a, b);
/** The largest |x̂|. */
const magnitude = ({ value, error }: Rounded): Tensor => abs(value).add(error);
/** `inherited`, and an error of so many ULP of a result that is itself off by as much. */
const rounded = (output: Tensor, inherited: Tensor, ulps: number | Tensor): Tensor =>
  abs(output).add(inherited).mul(ULP).mul(ulps).add(inherited);
/** The output's op on other inputs. */
const same = (output: Tensor, inputs: readonly Tensor[]): Tensor =>
  new Tensor(
    buildNode(
      output.node.op as Exclude<Op, { kind: 'leaf' }>,
      inputs.map((tensor) => tensor.node),
      output.node.attrs,
    ),
  );
const exact: Rule = (_, output) => constant(Float64Array.of(0), []).broadcast(output.shape);
/** Elements change their places. */
const moved: Rule = ([x, ...ids], output) => same(output, [x!.error, ...ids.map(({ value }) => value)]);
/** 1 where â > b̂ or â = b̂ may differ from what holds of a and b. */
const comparison: Rule = ([a, b]) => {
  const margin = a!.error.add(b!.error);
  return abs(a!.value.sub(b!.value)).greater(margin).select(0, margin.greater(0));
};

/**
 * Bounds by WGSL, "Floating Point Accuracy" (15.7.4.1): + − × are rounded either way, ÷ is within 2.5 ULP, exp within 3 + 2|x| ULP,
 * log within 3 ULP and 2⁻²¹, tanh within 1e-5 (sinh x/cosh x stays below that for the |x| ≤ 10 of the kernel), sqrt is 1/inverseSqrt
 * (2 ULP), comparisons, moves and max are exact. What has no rule here is bounded by its decomposition.
 */
const rules: Readonly<Record<string, Rule>> = {
  broadcast: moved,
  permute: moved,
  reshape: moved,
  slice: moved,
  pad: moved,
  gather: moved,
  uniform: exact,
  toFloat: exact,
  max: moved,
  neg: ([x]) => x!.error,
  relu: ([x]) => x!.error,
  greater: comparison,
  equal: comparison,
  select: ([condition, whenTrue, whenFalse]) => {
    const doubtful = condition!.error
      .greater(0)
      .mul(abs(condition!.value).greater(condition!.error).equal(0));
    const either = abs(whenTrue!.value.sub(whenFalse!.value)).add(larger(whenTrue!.error, whenFalse!.error));
    return doubtful.select(either, condition!.value.select(whenTrue!.error, whenFalse!.error));
  },
  add: ([a, b], output) => rounded(output, a!.error.add(b!.error), 1),
  sub: ([a, b], output) => rounded(output, a!.error.add(b!.error), 1),
  mul: ([a, b], output) => {
    const inherited = a!.error.mul(magnitude(b!)).add(abs(a!.value).mul(b!.error));
    // A decomposition multiplies by 1/n where a kernel may divide by n.
    const byLiteral = [a, b].some((x) => literalBehind(x!.value.node) !== undefined);
    return rounded(output, inherited, byLiteral ? 2.5 : 1);
  },
  // |a/b − â/b̂| ≤ (δa + |a/b|·δb) / (|b| − δb)
  div: ([a, b], output) => {
    const inherited = a!.error.add(abs(output).mul(b!.error)).div(abs(b!.value).sub(b!.error));
    return rounded(output, inherited, 2.5);
  },
  // e^(x+δ) − e^x = e^x·(e^δ − 1)
  exp: ([x], output) => rounded(output, output.mul(x!.error.exp().sub(1)), magnitude(x!).mul(2).add(3)),
  // log x − log(x − δ)
  log: ([x], output) => rounded(output, output.sub(x!.value.sub(x!.error).log()), 3).add(2 ** -21),
  // √x − √(x − δ) ≤ δ/√x
  sqrt: ([x], output) => rounded(output, x!.error.div(output), 5),
  tanh: ([x]) => x!.error.add(1e-5),
  // The kernel's formula, whose arithmetic rounds; it is off by at most 1.5e-7 (Abramowitz and Stegun 7.1.26).
  erf: ([x]) => roundoffFrom(erfFormula(x!.value), x!).add(1.5e-7),
  // However the terms are grouped, each goes through fewer than k additions.
  sum: ([x], output) => {
    const k = reducedSize(x!.value.shape, output.node.attrs.axes);
    return same(output, [x!.error]).add(same(output, [magnitude(x!)]).mul(gamma(k)));
  },
  scatterAdd: ([x, ids], output) => {
    const k = sizeOf(ids!.value.shape);
    const over = (rows: Tensor): Tensor => same(output, [rows, ids!.value]);
    return over(x!.error).add(over(magnitude(x!)).mul(gamma(k)));
  },
  // Σ âb̂ − Σ ab = Σ δa·b̂ + a·δb; each product is rounded, then goes through at most k additions.
  matmul: ([a, b], output) => {
    const k = a!.value.shape.at(-1)!;
    const inherited = same(output, [a!.error, magnitude(b!)]).add(same(output, [abs(a!.value), b!.error]));
    return inherited.add(same(output, [magnitude(a!), magnitude(b!)]).mul(gamma(k + 1)));
  },
};

/**
 * A bound for each element of |ŷ − y|, where y is the exact value of `output` on inputs that are float32 numbers and ŷ what a
 * backend computes that rounds as WGSL allows: the running error analysis of every step. As more graph, for the reference.
 */
export function roundoff(output: Tensor): Tensor {
  return errorsBehind(output, new Map());
}

/** The same, where the error of one tensor on the way is known. */
function roundoffFrom(output: Tensor, { value, error }: Rounded): Tensor {
  return errorsBehind(output, new Map([[value.node, error]]));
}

function errorsBehind(output: Tensor, known: Map<Node, Tensor>): Tensor {
  for (const node of reachable([output.node], new Set(known.keys()))) {
    if (!known.has(node)) known.set(node, errorOf(node, known));
  }
  return known.get(output.node)!;
}

function errorOf(node: Node, known: Map<Node, Tensor>): Tensor {
  const { op, attrs } = node;
  const output = new Tensor(node);
  if (op.kind === 'leaf') return op.name === 'constant' ? representation(output) : exact([], output);
  const inputs = node.inputs.map((input) => new Tensor(input));
  const rule = rules[op.name];
  if (rule)
    return rule(
      inputs.map((value) => ({ value, error: known.get(value.node)! })),
      output,
    );
  if (!op.decompose) throw new Error(`the op "${op.name}" needs a rule of how it rounds, or a decomposition`);
  return errorsBehind(new Tensor(op.decompose(inputs, attrs).node), known);
}

/** How far a constant is from the float32 beside it. */
function representation({ node, shape }: Tensor): Tensor {
  const data: NumericArray = node.attrs.data;
  return constant(
    Float64Array.from(data, (value) => Math.abs(value - Math.fround(value))),
    shape,
  );
}

/** Abramowitz and Stegun 7.1.26, as the kernel computes it. */
function erfFormula(x: Tensor): Tensor {
  const t = constant(Float64Array.of(1), []).div(abs(x).mul(0.3275911).add(1));
  const polynomial = [-1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce(
    (sum, coefficient) => sum.add(coefficient).mul(t),
    t.mul(1.061405429),
  );
  const upper = polynomial.mul(x.mul(x).neg().exp()).neg().add(1);
  return x.greater(0).select(upper, upper.neg());
}
