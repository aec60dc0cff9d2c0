import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoredFloats } from '../src/safetensors/storedFloats.ts';

/** The same numbers in each format: all are exact in 16 bits. */
const stored = fc
  .record({
    dtype: fc.constantFrom('F32', 'BF16'),
    numbers: fc.array(fc.integer({ min: -255, max: 255 }), { maxLength: 40 }),
    elementsOfPiece: fc.integer({ min: 1, max: 17 }),
  })
  .map(({ dtype, numbers, elementsOfPiece }) => {
    const floats = Float32Array.from(numbers);
    // bfloat16 is the upper half of a float32.
    const halves = Uint16Array.from(new Uint32Array(floats.buffer), (bits) => bits >>> 16);
    const bytes = new Uint8Array(dtype === 'F32' ? floats.buffer : halves.buffer);
    const pieceBytes = elementsOfPiece * (dtype === 'F32' ? 4 : 2);
    const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, i) =>
      bytes.slice(i * pieceBytes, (i + 1) * pieceBytes),
    );
    return { floats, stored: new StoredFloats(dtype, pieces) };
  });

test('pieces are one row of numbers', () => {
  fc.assert(
    fc.property(stored, ({ floats, stored }) => {
      expect(stored.length).toBe(floats.length);
      expect(stored.toFloat32()).toEqual(floats);
      expect([...stored.parts()].flatMap((part) => [...part])).toEqual([...floats]);
    }),
  );
});

test('any part of them is copied, over the ends of pieces', () => {
  fc.assert(
    fc.property(stored, fc.nat(), fc.nat(), ({ floats, stored }, a, b) => {
      const start = a % (floats.length + 1);
      const target = new Float32Array(b % (floats.length - start + 1));
      stored.copy(start, target);
      expect(target).toEqual(floats.slice(start, start + target.length));
    }),
    { numRuns: 500 },
  );
});
