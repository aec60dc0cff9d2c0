import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memorySource } from '../src/bytes/source.ts';
import { encodeFloat16 } from '@gradlens/tensor';
import { openSafetensors } from '../src/safetensors/reader.ts';
import { bytesOf, safetensorsFile, tensorHeader } from './safetensorsFile.ts';

const patterns = Uint16Array.from({ length: 0x10000 }, (_, pattern) => pattern);

/** The float32 with these fields. */
function float32(sign: number, exponent: number, fraction: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, sign * 2 ** 31 + exponent * 2 ** 23 + fraction);
  return view.getFloat32(0);
}

/** By moving the fields of a binary16 to their places in a binary32, where a subnormal becomes normal. */
function widen(pattern: number): number {
  const sign = Math.floor(pattern / 0x8000);
  let exponent = Math.floor(pattern / 1024) % 32;
  let fraction = pattern % 1024;
  if (exponent === 31) return float32(sign, 255, fraction * 8192);
  if (exponent === 0) {
    if (fraction === 0) return float32(sign, 0, 0);
    exponent = 1;
    while (fraction < 1024) {
      fraction *= 2;
      exponent--;
    }
    fraction -= 1024;
  }
  return float32(sign, exponent + 112, fraction * 8192);
}

async function read(dtype: 'F16' | 'BF16', halves: Uint16Array): Promise<ArrayLike<number>> {
  const header = tensorHeader(dtype, [halves.length], halves.byteLength);
  const file = await openSafetensors(memorySource(safetensorsFile(header, bytesOf(halves)), 'halves'));
  const { data } = await file.read('x');
  if (!(data instanceof Float32Array)) throw new TypeError('expected floats');
  return data;
}

/** Object.is, in one assertion for many numbers: NaN equals NaN, and 0 is not −0. */
function differences(found: ArrayLike<number>, expected: ArrayLike<number>): number[] {
  return Array.from(patterns.subarray(0, expected.length)).filter((i) => !Object.is(found[i], expected[i]));
}

describe('reading 16-bit floats', () => {
  test('F16 is exact for every pattern', async () => {
    expect(differences(await read('F16', patterns), Array.from(patterns, widen))).toEqual([]);
  });

  test('BF16 is exact for every pattern', async () => {
    const upperHalf = (pattern: number) =>
      float32(Math.floor(pattern / 0x8000), Math.floor(pattern / 128) % 256, (pattern % 128) * 65536);
    expect(differences(await read('BF16', patterns), Array.from(patterns, upperHalf))).toEqual([]);
  });

  test('a tensor longer than one piece is read piece by piece', async () => {
    const halves = Uint16Array.from({ length: 9 * 2 ** 20 + 3 }, (_, i) => i % 0x7c00);
    const file = safetensorsFile(tensorHeader('F16', [halves.length], halves.byteLength), bytesOf(halves));
    const memory = memorySource(file, 'long');
    const lengths: number[] = [];
    const source = {
      ...memory,
      read: (offset: number, length: number) => {
        lengths.push(length);
        return memory.read(offset, length);
      },
    };
    const { data } = await (await openSafetensors(source)).read('x');
    const table = Array.from(patterns, widen);
    expect(halves.every((half, i) => data[i] === table[half])).toBe(true);
    expect(Math.max(...lengths)).toBeLessThan(halves.byteLength);
  });
});

describe('writing 16-bit floats', () => {
  const finite = Array.from({ length: 0x7c00 }, (_, pattern) => widen(pattern));
  const encode = (number: number) => encodeFloat16(Float32Array.of(number))[0]!;

  /** IEEE 754-2019, 4.3.1: as if the exponent had no bound, then infinity; so 65536 is the neighbour of 65504. */
  function nearest(number: number): number {
    const magnitude = Math.abs(number);
    let above = finite.length;
    for (let low = 0; low < above;) {
      const middle = (low + above) >> 1;
      if (finite[middle]! >= magnitude) above = middle;
      else low = middle + 1;
    }
    const distanceAbove = (finite[above] ?? 65536) - magnitude;
    const distanceBelow = magnitude - (finite[above - 1] ?? -Infinity);
    const down = distanceBelow < distanceAbove || (distanceBelow === distanceAbove && above % 2 === 1);
    const sign = Object.is(Math.sign(number), -0) || number < 0 ? 0x8000 : 0;
    return sign + (magnitude > 65536 ? 0x7c00 : down ? above - 1 : above);
  }

  test('every pattern but NaN comes back', () => {
    const numbers = Float32Array.from(patterns, widen);
    const back = encodeFloat16(numbers);
    expect(Array.from(patterns).filter((p) => !Number.isNaN(numbers[p]) && back[p] !== p)).toEqual([]);
  });

  test('NaN stays NaN, with its sign', () => {
    const negative = new Float32Array(Uint32Array.of(0xffc00000).buffer)[0]!;
    expect(widen(encode(NaN))).toBeNaN();
    expect(widen(encode(negative))).toBeNaN();
    // The smallest payload of a float32 NaN would vanish in the fraction and leave infinity.
    expect(widen(encodeFloat16(new Float32Array(Uint32Array.of(0x7f800001).buffer))[0]!)).toBeNaN();
  });

  test('half-way numbers go to the even neighbour, and numbers beside them to the nearer', () => {
    const wrong: number[] = [];
    for (let below = 0; below < finite.length; below++) {
      const above = finite[below + 1] ?? 65536;
      const half = new Float32Array([(finite[below]! + above) / 2]);
      const bits = new Uint32Array(half.buffer)[0]!;
      const [before, after] = new Float32Array(Uint32Array.of(bits - 1, bits + 1).buffer);
      const even = below + (below % 2);
      if (encode(half[0]!) !== even || encode(before!) !== below || encode(after!) !== below + 1)
        wrong.push(below);
      if (encode(-half[0]!) !== even + 0x8000) wrong.push(-below);
    }
    expect(wrong).toEqual([]);
  });

  test('any float32 goes to the nearest', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.float({ noNaN: true }), fc.float({ min: -70000, max: 70000, noNaN: true })),
        (number) => {
          expect(encode(number)).toBe(nearest(number));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
