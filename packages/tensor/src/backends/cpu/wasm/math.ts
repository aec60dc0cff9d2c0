import { call, f32x4, i32x4, local, sequence, type, v128, type Code } from './code.ts';
import { Locals, type ModuleBuilder } from './module.ts';

/** Functions of four numbers that SIMD has no instruction for, as indices into a module. */
export interface MathFunctions {
  readonly exp: number;
  readonly log: number;
  readonly tanh: number;
  readonly erf: number;
  readonly hash: number;
}

/** The leading bits of ln 2, few enough that a small integer times them is exact in float32. */
const LN2_HIGH = 0.693145751953125;

/** A polynomial by Horner's rule, highest coefficient first. */
function polynomial(x: Code, coefficients: readonly number[]): Code {
  const [first, ...rest] = coefficients;
  return rest.reduce<Code>(
    (sum, coefficient) => f32x4.add(f32x4.mul(sum, x), f32x4.const(coefficient)),
    f32x4.const(first!),
  );
}

export function addMathFunctions(module: ModuleBuilder): MathFunctions {
  const unary = (body: (x: Code, locals: Locals) => Code): number => {
    const locals = new Locals(1);
    const code = body(local.get(0), locals);
    return module.add({ parameters: [type.v128], results: [type.v128], locals: locals.declared, body: code });
  };
  const exp = unary(expBody);
  return {
    exp,
    log: unary(logBody),
    tanh: unary((x, locals) => tanhBody(x, locals, exp)),
    erf: unary((x, locals) => erfBody(x, locals, exp)),
    hash: unary(hashBody),
  };
}

/**
 * e^x = 2^n·e^r with n the integer nearest x/ln 2 and r the rest, |r| ≤ ln 2 / 2, by Taylor's series to r⁷ (relative error 7e-9).
 * ln 2 is subtracted in two parts so that r keeps its last bits. 0 below −87.3, where float32 has no normal numbers; infinite above 88.7.
 */
function expBody(x: Code, locals: Locals): Code {
  const [n, r] = [locals.v128(), locals.v128()];
  const reduced = f32x4.max(f32x4.min(x, f32x4.const(88.7)), f32x4.const(-87.3));
  const series = polynomial(local.get(r), [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1]);
  // 2^n as the product of two powers, because 2^128 alone is out of range.
  const half = i32x4.shiftRight(i32x4.add(i32x4.fromFloat(local.get(n)), i32x4.const(256)), 1);
  const firstExponent = i32x4.sub(half, i32x4.const(128));
  const power = (exponent: Code): Code => i32x4.shiftLeft(i32x4.add(exponent, i32x4.const(127)), 23);
  const value = f32x4.mul(
    f32x4.mul(series, power(firstExponent)),
    power(i32x4.sub(i32x4.fromFloat(local.get(n)), firstExponent)),
  );
  const bounded = v128.select(f32x4.const(Infinity), value, f32x4.gt(x, f32x4.const(88.72)));
  return sequence(
    local.set(n, f32x4.nearest(f32x4.mul(reduced, f32x4.const(Math.LOG2E)))),
    local.set(
      r,
      f32x4.sub(
        f32x4.sub(reduced, f32x4.mul(local.get(n), f32x4.const(LN2_HIGH))),
        f32x4.mul(local.get(n), f32x4.const(Math.LN2 - LN2_HIGH)),
      ),
    ),
    v128.andNot(bounded, f32x4.lt(x, f32x4.const(-87.3))),
  );
}

/**
 * ln x = e·ln 2 + ln m with m within [√½, √2); ln m = 2·atanh s with s = (m − 1)/(m + 1), |s| ≤ 0.172, by its series to s⁹ (error 7e-10).
 */
function logBody(x: Code, locals: Locals): Code {
  const [exponent, s] = [locals.v128(), locals.v128()];
  const mantissaBits = locals.v128();
  // Subtracting the bits of √½ first makes the exponent step at √½·2^e instead of at 2^e.
  const offset = i32x4.const(0x3f3504f3);
  const shifted = i32x4.sub(x, offset);
  const mantissa = i32x4.add(v128.and(local.get(mantissaBits), i32x4.const(0x007fffff)), offset);
  const m = local.get(s);
  const square = f32x4.mul(local.get(s), local.get(s));
  const series = f32x4.mul(local.get(s), polynomial(square, [2 / 9, 2 / 7, 2 / 5, 2 / 3, 2]));
  const signedExponent = i32x4.sub(
    i32x4.shiftRight(i32x4.add(local.get(mantissaBits), i32x4.const(0x40000000)), 23),
    i32x4.const(128),
  );
  const value = f32x4.add(f32x4.mul(local.get(exponent), f32x4.const(Math.LN2)), series);
  return sequence(
    local.set(mantissaBits, shifted),
    local.set(exponent, f32x4.fromInt(signedExponent)),
    local.set(s, mantissa),
    local.set(s, f32x4.div(f32x4.sub(m, f32x4.const(1)), f32x4.add(m, f32x4.const(1)))),
    v128.select(f32x4.const(-Infinity), value, f32x4.eq(x, f32x4.const(0))),
  );
}

/** sign x·(1 − 2/(e^(2|x|) + 1)); below 0.2, where that cancels, Taylor's series to x⁷. */
function tanhBody(x: Code, locals: Locals, exp: number): Code {
  const [magnitude, square] = [locals.v128(), locals.v128()];
  const large = f32x4.sub(
    f32x4.const(1),
    f32x4.div(
      f32x4.const(2),
      f32x4.add(call(exp, f32x4.mul(local.get(magnitude), f32x4.const(2))), f32x4.const(1)),
    ),
  );
  const sign = v128.and(x, i32x4.const(-0x80000000));
  const small = f32x4.mul(x, polynomial(local.get(square), [-17 / 315, 2 / 15, -1 / 3, 1]));
  return sequence(
    local.set(magnitude, f32x4.abs(x)),
    local.set(square, f32x4.mul(x, x)),
    v128.select(small, v128.or(large, sign), f32x4.lt(local.get(magnitude), f32x4.const(0.2))),
  );
}

/** Abramowitz and Stegun 7.1.26, absolute error at most 1.5e-7. */
function erfBody(x: Code, locals: Locals, exp: number): Code {
  const [magnitude, t] = [locals.v128(), locals.v128()];
  const series = f32x4.mul(
    local.get(t),
    polynomial(local.get(t), [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592]),
  );
  const tail = f32x4.mul(series, call(exp, f32x4.neg(f32x4.mul(x, x))));
  return sequence(
    local.set(magnitude, f32x4.abs(x)),
    local.set(
      t,
      f32x4.div(
        f32x4.const(1),
        f32x4.add(f32x4.const(1), f32x4.mul(local.get(magnitude), f32x4.const(0.3275911))),
      ),
    ),
    v128.or(f32x4.sub(f32x4.const(1), tail), v128.and(x, i32x4.const(-0x80000000))),
  );
}

/** lowbias32, as in ops/uniform.ts. */
function hashBody(x: Code, locals: Locals): Code {
  const value = locals.v128();
  const mix = (bits: number, factor: number | undefined): Code => {
    const mixed = v128.xor(local.get(value), i32x4.shiftRight(local.get(value), bits));
    return local.set(value, factor === undefined ? mixed : i32x4.mul(mixed, i32x4.const(factor)));
  };
  return sequence(
    local.set(value, x),
    mix(16, 0x7feb352d),
    mix(15, 0x846ca68b | 0),
    mix(16, undefined),
    local.get(value),
  );
}
