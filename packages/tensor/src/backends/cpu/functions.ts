import type { Attrs } from '../../graph/op.ts';
import type { ElementwiseName } from '../../ops/index.ts';
import { lowbias32 } from '../../ops/uniform.ts';
import { f32x4, i32x4, v128, type Code } from './wasm/code.ts';
import { erf, exp, hash, log, tanh } from './wasm/math.ts';
import type { Locals } from './wasm/module.ts';

/** Writes an elementwise op on four elements at once; `index` is the position of the first as an i32. */
type SimdFunction = (
  args: readonly Code[],
  context: { readonly attrs: Attrs; readonly locals: Locals; readonly index: Code },
) => Code;

const one = f32x4.const(1);
const half = f32x4.const(0.5);
const truth = (mask: Code): Code => v128.and(mask, one);

export const simdFunctions = {
  add: ([a, b]) => f32x4.add(a!, b!),
  div: ([a, b]) => f32x4.div(a!, b!),
  equal: ([a, b]) => truth(f32x4.eq(a!, b!)),
  erf: ([x], { locals }) => erf(x!, locals),
  exp: ([x], { locals }) => exp(x!, locals),
  gelu: ([x], { locals }) =>
    f32x4.mul(f32x4.mul(half, x!), f32x4.add(one, erf(f32x4.mul(x!, f32x4.const(Math.SQRT1_2)), locals))),
  geluTanh: ([x], { locals }) => {
    const cubic = f32x4.add(one, f32x4.mul(f32x4.mul(x!, x!), f32x4.const(0.044715)));
    const inner = f32x4.mul(f32x4.mul(x!, f32x4.const(Math.sqrt(2 / Math.PI))), cubic);
    return f32x4.mul(f32x4.mul(half, x!), f32x4.add(one, tanh(inner, locals)));
  },
  greater: ([a, b]) => truth(f32x4.gt(a!, b!)),
  log: ([x], { locals }) => log(x!, locals),
  mul: ([a, b]) => f32x4.mul(a!, b!),
  neg: ([x]) => f32x4.neg(x!),
  relu: ([x]) => f32x4.max(x!, f32x4.const(0)),
  select: ([condition, whenTrue, whenFalse]) =>
    v128.select(whenTrue!, whenFalse!, f32x4.ne(condition!, f32x4.const(0))),
  sqrt: ([x]) => f32x4.sqrt(x!),
  sub: ([a, b]) => f32x4.sub(a!, b!),
  tanh: ([x], { locals }) => tanh(x!, locals),
  toFloat: ([x]) => f32x4.fromInt(x!),
  uniform: ([seed], { attrs, locals, index }) => {
    const start = hash(v128.xor(seed!, i32x4.const(lowbias32(attrs.salt))), locals);
    const bits = hash(v128.xor(start, i32x4.add(i32x4.splat(index), i32x4.count)), locals);
    return f32x4.mul(f32x4.fromInt(i32x4.shiftRight(bits, 8)), f32x4.const(2 ** -24));
  },
} satisfies Record<ElementwiseName, SimdFunction>;

export function simdFunction(name: ElementwiseName): SimdFunction {
  return simdFunctions[name];
}
