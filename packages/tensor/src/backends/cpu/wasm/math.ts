import { f32x4, i32x4, local, sequence, v128, type Code } from './code.ts';
import type { Locals } from './module.ts';

/** Code of a function of four numbers that SIMD has no instruction for. It is written where it is used: a call would cost as much again. */
export type VectorFunction = (x: Code, locals: Locals) => Code;

/** A function whose code reads its argument more than once. */
const held =
  (body: VectorFunction): VectorFunction =>
  (x, locals) => {
    const argument = locals.v128();
    return sequence(local.set(argument, x), body(local.get(argument), locals));
  };

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

/**
 * e^x = 2^n·e^r with n the integer nearest x/ln 2 and r the rest, |r| ≤ ln 2 / 2, by Taylor's series to r⁷ (relative error 7e-9).
 * ln 2 is subtracted in two parts so that r keeps its last bits. 0 below −87.3, where float32 has no normal numbers; infinite above 88.7.
 */
export const exp = held((x, locals) => {
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
});

/**
 * ln x = e·ln 2 + ln m with m within [√½, √2); ln m = 2·atanh s with s = (m − 1)/(m + 1), |s| ≤ 0.172, by its series to s⁹ (error 7e-10).
 * Numbers too small to be normal are taken times 2²³. −∞ at 0, NaN below.
 */
export const log = held((x, locals) => {
  const [exponent, s, mantissaBits, tiny] = [locals.v128(), locals.v128(), locals.v128(), locals.v128()];
  const scaled = v128.select(f32x4.mul(x, f32x4.const(2 ** 23)), x, local.get(tiny));
  // Subtracting the bits of √½ first makes the exponent step at √½·2^e instead of at 2^e.
  const offset = i32x4.const(0x3f3504f3);
  const mantissa = i32x4.add(v128.and(local.get(mantissaBits), i32x4.const(0x007fffff)), offset);
  const m = local.get(s);
  const square = f32x4.mul(local.get(s), local.get(s));
  const series = f32x4.mul(local.get(s), polynomial(square, [2 / 9, 2 / 7, 2 / 5, 2 / 3, 2]));
  const signedExponent = i32x4.sub(
    i32x4.shiftRight(i32x4.add(local.get(mantissaBits), i32x4.const(0x40000000)), 23),
    i32x4.add(i32x4.const(128), v128.and(local.get(tiny), i32x4.const(23))),
  );
  const value = f32x4.add(f32x4.mul(local.get(exponent), f32x4.const(Math.LN2)), series);
  const atEnds = v128.select(
    f32x4.const(-Infinity),
    v128.select(x, value, f32x4.eq(x, f32x4.const(Infinity))),
    f32x4.eq(x, f32x4.const(0)),
  );
  // All bits set are a NaN.
  const undefinedAt = v128.or(f32x4.lt(x, f32x4.const(0)), f32x4.ne(x, x));
  return sequence(
    local.set(tiny, f32x4.lt(x, f32x4.const(2 ** -126))),
    local.set(mantissaBits, i32x4.sub(scaled, offset)),
    local.set(exponent, f32x4.fromInt(signedExponent)),
    local.set(s, mantissa),
    local.set(s, f32x4.div(f32x4.sub(m, f32x4.const(1)), f32x4.add(m, f32x4.const(1)))),
    v128.or(atEnds, undefinedAt),
  );
});

/** sign x·(1 − 2/(e^(2|x|) + 1)); below 0.2, where that cancels, Taylor's series to x⁷. */
export const tanh = held((x, locals) => {
  const [magnitude, square] = [locals.v128(), locals.v128()];
  const large = f32x4.sub(
    f32x4.const(1),
    f32x4.div(
      f32x4.const(2),
      f32x4.add(exp(f32x4.mul(local.get(magnitude), f32x4.const(2)), locals), f32x4.const(1)),
    ),
  );
  const sign = v128.and(x, i32x4.const(-0x80000000));
  const small = f32x4.mul(x, polynomial(local.get(square), [-17 / 315, 2 / 15, -1 / 3, 1]));
  return sequence(
    local.set(magnitude, f32x4.abs(x)),
    local.set(square, f32x4.mul(x, x)),
    v128.select(small, v128.or(large, sign), f32x4.lt(local.get(magnitude), f32x4.const(0.2))),
  );
});

/** Abramowitz and Stegun 7.1.26, absolute error at most 1.5e-7. */
export const erf = held((x, locals) => {
  const [magnitude, t] = [locals.v128(), locals.v128()];
  const series = f32x4.mul(
    local.get(t),
    polynomial(local.get(t), [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592]),
  );
  const tail = f32x4.mul(series, exp(f32x4.neg(f32x4.mul(x, x)), locals));
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
});

/** lowbias32, as in ops/uniform.ts. */
export const hash = held((x, locals) => {
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
});
