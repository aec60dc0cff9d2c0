import type { Attrs } from '../../graph/op.ts';
import type { ElementwiseName } from '../../ops/index.ts';

/** How an elementwise op is written in WGSL: the expression, and functions that it calls. */
interface WgslFunction {
  expression(args: readonly string[], attrs: Attrs, index: string): string;
  readonly functions?: readonly string[];
}

/**
 * erf x by Abramowitz and Stegun 7.1.26, absolute error at most 1.5e-7: WGSL has none of its own.
 */
const erf = `fn erf(x: f32) -> f32 {
  let t = 1f / (1f + 0.3275911f * abs(x));
  let polynomial = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
  return sign(x) * (1f - polynomial * exp(-x * x));
}`;

/** tanh is flat beyond 10 in float32; some drivers overflow there. */
const tanh = `fn bounded_tanh(x: f32) -> f32 {
  return tanh(clamp(x, -10f, 10f));
}`;

const lowbias32 = `fn lowbias32(value: u32) -> u32 {
  var x = value;
  x = (x ^ (x >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}`;

export const wgslFunctions = {
  add: { expression: ([a, b]) => `(${a} + ${b})` },
  div: { expression: ([a, b]) => `(${a} / ${b})` },
  equal: { expression: ([a, b]) => `select(0f, 1f, ${a} == ${b})` },
  erf: { expression: ([x]) => `erf(${x})`, functions: [erf] },
  exp: { expression: ([x]) => `exp(${x})` },
  gelu: { expression: ([x]) => `(0.5f * ${x} * (1f + erf(${x} * ${Math.SQRT1_2}f)))`, functions: [erf] },
  geluTanh: {
    expression: ([x]) =>
      `(0.5f * ${x} * (1f + bounded_tanh(${Math.sqrt(2 / Math.PI)}f * ${x} * (1f + 0.044715f * ${x} * ${x}))))`,
    functions: [tanh],
  },
  greater: { expression: ([a, b]) => `select(0f, 1f, ${a} > ${b})` },
  log: { expression: ([x]) => `log(${x})` },
  mul: { expression: ([a, b]) => `(${a} * ${b})` },
  neg: { expression: ([x]) => `(-${x})` },
  relu: { expression: ([x]) => `max(${x}, 0f)` },
  select: {
    expression: ([condition, whenTrue, whenFalse]) => `select(${whenFalse}, ${whenTrue}, ${condition} != 0f)`,
  },
  sqrt: { expression: ([x]) => `sqrt(${x})` },
  sub: { expression: ([a, b]) => `(${a} - ${b})` },
  tanh: { expression: ([x]) => `bounded_tanh(${x})`, functions: [tanh] },
  toFloat: { expression: ([x]) => `f32(${x})` },
  uniform: {
    expression: ([seed], { salt }, index) =>
      `(f32(lowbias32(lowbias32(u32(${seed}) ^ lowbias32(${salt >>> 0}u)) ^ ${index}) >> 8u) * ${2 ** -24}f)`,
    functions: [lowbias32],
  },
} satisfies Record<ElementwiseName, WgslFunction>;

export function wgslFunction(name: ElementwiseName): WgslFunction {
  return wgslFunctions[name];
}
