import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentOf } from '../src/render/format.ts';
import { json, jsonArray, jsonLines } from '../src/render/json.ts';
import { anyRecord } from './support/explanations.ts';

test('an array that is written part by part is what JSON.stringify writes at once', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 3 }), (records) => {
      expect(documentOf(jsonArray, records)).toBe(`${JSON.stringify(records, null, 2)}\n`);
    }),
  );
  expect(JSON.parse(documentOf(jsonArray, []))).toEqual([]);
});

test('one record is an object, and many are a line each', () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, (one, other) => {
      expect(documentOf(json, [one])).toBe(`${JSON.stringify(one, null, 2)}\n`);
      const lines = documentOf(jsonLines, [one, other]).split('\n');
      expect(lines).toEqual([JSON.stringify(one), JSON.stringify(other), '']);
    }),
  );
});
