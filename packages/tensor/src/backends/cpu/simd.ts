import { f32x4, local } from './wasm/code.ts';
import { ModuleBuilder } from './wasm/module.ts';

/**
 * How a·b + c is computed. `plain` rounds the product first and gives the same bits everywhere; `relaxed` needs the relaxed SIMD extension and rounds
 * once where the processor can, which is faster and more exact.
 */
export type SimdVariant = 'plain' | 'relaxed';

/** The fastest kind of SIMD that this engine has, asked by a module of one instruction. */
export function widestSimd(): SimdVariant {
  const module = new ModuleBuilder({ shared: false });
  const zero = f32x4.const(0);
  module.define('probe', [], (_, locals) =>
    local.set(locals.v128(), f32x4.relaxedMultiplyAdd(zero, zero, zero)),
  );
  return WebAssembly.validate(module.bytes()) ? 'relaxed' : 'plain';
}
