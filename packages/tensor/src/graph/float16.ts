// IEEE 754, binary16: 5 bits of exponent, 10 of fraction.

/**
 * The numbers of all 65,536 patterns: (−1)^s · 1.f · 2^(e − 15) for exponent bits e from 1 to 30, (−1)^s · 0.f · 2^−14 for e = 0, infinity or NaN for e = 31:
 * IEEE 754, binary16.
 */
export function float16Numbers(): Float32Array {
  return Float32Array.from({ length: 0x10000 }, (_, half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return exponent ? sign * (1024 + fraction) * 2 ** (exponent - 25) : sign * fraction * 2 ** -24;
  });
}

/** The nearest binary16 of each number, the one with an even fraction where two are as near: IEEE 754's default. */
export function encodeFloat16(numbers: Float32Array): Uint16Array<ArrayBuffer> {
  const patterns = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const halves = new Uint16Array(numbers.length);
  // A loop, since `Uint16Array.from` takes ten times as long: seconds for BERT-base.
  for (let i = 0; i < halves.length; i++) {
    const sign = (patterns[i]! >>> 16) & 0x8000;
    const magnitude = patterns[i]! & 0x7fff_ffff;
    if (magnitude > 0x7f80_0000) halves[i] = sign | 0x7e00;
    else halves[i] = sign | (magnitude < 0x3880_0000 ? subnormal(Math.abs(numbers[i]!)) : normal(magnitude));
  }
  return halves;
}

/** Of a float32 pattern of at least 2^−14. */
function normal(magnitude: number): number {
  const rebiased = magnitude - 0x3800_0000;
  const even = (rebiased >>> 13) & 1;
  // A carry out of the fraction raises the exponent, as it should; beyond the largest finite number lies infinity.
  return Math.min((rebiased + 0xfff + even) >>> 13, 0x7c00);
}

/** Of a number below 2^−14: a multiple of 2^−24. Adding 2^52 leaves a float64 no room for a fraction. */
function subnormal(magnitude: number): number {
  return magnitude * 2 ** 24 + 2 ** 52 - 2 ** 52;
}

/** Whether binary16 holds every number exactly. */
export function fitsFloat16(numbers: Float32Array): boolean {
  const patterns = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  for (let i = 0; i < patterns.length; i++) {
    const magnitude = patterns[i]! & 0x7fff_ffff;
    const holds =
      magnitude < 0x3880_0000
        ? Number.isInteger(Math.abs(numbers[i]!) * 2 ** 24)
        : magnitude < 0x4780_0000 && (magnitude & 0x1fff) === 0;
    if (!holds) return false;
  }
  return true;
}
