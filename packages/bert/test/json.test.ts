import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../src/json.ts';

test('whatever JSON is, it is what JSON.parse makes of it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.boolean(), (value, isSpread) => {
      const text = JSON.stringify(value, null, isSpread ? 1 : 0);
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('what is none is refused as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const outcome = (read: (from: string) => unknown): unknown => {
        try {
          return read(text);
        } catch (error) {
          return (error as Error).name;
        }
      };
      expect(outcome(parseJson)).toEqual(outcome(JSON.parse));
    }),
  );
});

test.each([
  ['lists', (depth: number) => '['.repeat(depth) + ']'.repeat(depth)],
  ['objects', (depth: number) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)],
])('%s deep inside one another are refused before they take memory', (_, nested) => {
  expect(parseJson(nested(7), 7)).toEqual(JSON.parse(nested(7)));
  expect(() => parseJson(nested(8), 7)).toThrow(
    new RangeError('more than 7 lists and objects lie inside one another'),
  );
  expect(() => parseJson('['.repeat(10_000_000))).toThrow(RangeError);
});

test('brackets in texts are none', () => {
  const value = { '[[[[': '{{{{"[[[', b: '\\"[[[[' };
  expect(parseJson(JSON.stringify(value), 1)).toEqual(value);
});
