import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bars } from '../src/render/terminal/bars.ts';
import { widthOf } from '../src/render/terminal/cells.ts';

const drawn = (value: number, values: readonly number[], width: number): string =>
  bars(
    values,
    width,
  )(value)
    .map(({ text }) => text)
    .join('');

test('the largest bar fills its side, whatever the signs and sizes', () => {
  for (const scale of [1e-6, 1, 13.25, 1e6]) {
    expect(drawn(-scale, [-scale, 0], 10)).toBe('━━━━━━━━━│');
    expect(drawn(scale, [scale, 0], 10)).toBe('│━━━━━━━━━');
    expect(drawn(-scale / 3, [-scale, -scale / 3], 10)).toBe('      ━━━│');
  }
});

test('a bar is no wider than it may be', () => {
  const numbers = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 3, max: 60 }), (values, width) => {
      for (const value of values) expect(widthOf(bars(values, width)(value))).toBeLessThanOrEqual(width);
    }),
  );
});
