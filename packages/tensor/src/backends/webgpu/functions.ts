import type { Attrs } from '../../graph/op.ts';
import type { ElementwiseName } from '../../ops/index.ts';

/** What a WGSL expression is about: one number, or four that lie side by side. */
export type Width = 1 | 4;

/** What an expression may depend on besides its arguments. */
interface Context {
  readonly attrs: Attrs;
  /** The row-major position of the number, an expression. */
  readonly index: string;
  readonly type: FloatType;
  /** A literal of that type. */
  literal(value: string): string;
}

/** How an elementwise op is written in WGSL: the expression, and functions that it calls. */
interface WgslFunction {
  expression(args: readonly string[], context: Context): string;
  /** The text of functions for arguments of a type. */
  readonly functions?: readonly ((type: FloatType) => string)[];
  /** Written number by number, for it has no form for four. */
  readonly single?: boolean;
}

type FloatType = 'f32' | 'vec4f';

/**
 * erf x by Abramowitz and Stegun 7.1.26, absolute error at most 1.5e-7: WGSL has none of its own.
 */
const erf = (type: FloatType): string => `fn erf(x: ${type}) -> ${type} {
  let t = 1f / (1f + 0.3275911f * abs(x));
  let polynomial = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
  return sign(x) * (1f - polynomial * exp(-x * x));
}`;

/** tanh is flat beyond 10 in float32; some drivers overflow there. */
const tanh = (type: FloatType): string => `fn bounded_tanh(x: ${type}) -> ${type} {
  return tanh(clamp(x, ${type}(-10f), ${type}(10f)));
}`;

const lowbias32 = (): string => `fn lowbias32(value: u32) -> u32 {
  var x = value;
  x = (x ^ (x >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}`;

export const wgslFunctions = {
  add: { expression: ([a, b]) => `(${a} + ${b})` },
  div: { expression: ([a, b]) => `(${a} / ${b})` },
  equal: {
    expression: ([a, b], { literal }) => `select(${literal('0f')}, ${literal('1f')}, ${a} == ${b})`,
  },
  erf: { expression: ([x]) => `erf(${x})`, functions: [erf] },
  exp: { expression: ([x]) => `exp(${x})` },
  gelu: { expression: ([x]) => `(0.5f * ${x} * (1f + erf(${x} * ${Math.SQRT1_2}f)))`, functions: [erf] },
  geluTanh: {
    expression: ([x]) =>
      `(0.5f * ${x} * (1f + bounded_tanh(${Math.sqrt(2 / Math.PI)}f * ${x} * (1f + 0.044715f * ${x} * ${x}))))`,
    functions: [tanh],
  },
  greater: {
    expression: ([a, b], { literal }) => `select(${literal('0f')}, ${literal('1f')}, ${a} > ${b})`,
  },
  log: { expression: ([x]) => `log(${x})` },
  mul: { expression: ([a, b]) => `(${a} * ${b})` },
  neg: { expression: ([x]) => `(-${x})` },
  relu: { expression: ([x], { literal }) => `max(${x}, ${literal('0f')})` },
  select: {
    expression: ([condition, whenTrue, whenFalse], { literal }) =>
      `select(${whenFalse}, ${whenTrue}, ${condition} != ${literal('0f')})`,
  },
  sqrt: { expression: ([x]) => `sqrt(${x})` },
  sub: { expression: ([a, b]) => `(${a} - ${b})` },
  tanh: { expression: ([x]) => `bounded_tanh(${x})`, functions: [tanh] },
  toFloat: { expression: ([x], { type }) => `${type}(${x})` },
  uniform: {
    single: true,
    expression: ([seed], { attrs: { salt }, index }) =>
      `(f32(lowbias32(lowbias32(u32(${seed}) ^ lowbias32(${salt >>> 0}u)) ^ ${index}) >> 8u) * ${2 ** -24}f)`,
    functions: [lowbias32],
  },
} satisfies Record<ElementwiseName, WgslFunction>;

/** The expression of an op for arguments of a width, and functions that it calls. `index` is the position of the first number. */
export function wgslExpression(
  name: ElementwiseName,
  args: readonly string[],
  attrs: Attrs,
  index: string,
  width: Width,
): { readonly expression: string; readonly functions: readonly string[] } {
  const { expression, functions = [], single = false }: WgslFunction = wgslFunctions[name];
  const type = width === 1 || single ? 'f32' : 'vec4f';
  const texts = functions.map((text) => text(type));
  const context = {
    attrs,
    index,
    type,
    literal: (value: string) => (type === 'f32' ? value : `${type}(${value})`),
  } as const;
  if (width === 1 || !single) return { expression: expression(args, context), functions: texts };
  const numbers = [0, 1, 2, 3].map((j) =>
    expression(
      args.map((arg) => `${arg}[${j}]`),
      { ...context, index: `(${index} + ${j}u)` },
    ),
  );
  return { expression: `vec4f(${numbers.join(', ')})`, functions: texts };
}
