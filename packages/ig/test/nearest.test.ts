import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance } from '../src/choices/editDistance.ts';
import { nearest } from '../src/choices/nearest.ts';
import { OptionError } from '../src/errors.ts';
import { oneOf } from '../src/choices/oneOf.ts';

const word = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c', '😀') });

test('the distance is 0 for equal words alone, symmetric, and at most the longer length', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance === 0).toBe(a === b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance).toBeLessThanOrEqual(Math.max(Array.from(a).length, Array.from(b).length));
    }),
  );
});

test('one edit is a distance of 1', () => {
  fc.assert(
    fc.property(word, word, fc.constantFrom('x', 'y'), (before, after, letter) => {
      expect(editDistance(before + after, before + letter + after)).toBe(1);
      expect(editDistance(`${before}z${after}`, before + letter + after)).toBe(1);
      expect(editDistance(`${before}zx${after}`, `${before}xz${after}`)).toBe(1);
    }),
  );
});

test('a slip of the finger is recognised, something else is not', () => {
  const rules = ['gausslegendre', 'riemann_left', 'riemann_right'];
  expect(nearest('gauslegendre', rules)).toBe(' (did you mean gausslegendre?)');
  expect(nearest('riemann_rihgt', rules)).toBe(' (did you mean riemann_right?)');
  expect(nearest('PAD', ['mask', 'pad'])).toBe(' (did you mean pad?)');
  expect(nearest('simpson', rules)).toBe('');
  expect(nearest('anything', [])).toBe('');
});

test('a choice is itself; anything else is refused with the choices', () => {
  expect(oneOf('baseline', 'pad', ['pad', 'mask'])).toBe('pad');
  expect(() => oneOf('baseline', 'maks', ['pad', 'mask'])).toThrow(
    new OptionError('baseline', 'unknown baseline "maks" (did you mean mask?): expected pad, mask'),
  );
});
