import { ModelError } from '../errors.ts';
import { isObject, show } from '../show.ts';

/** Reads fields of parsed JSON. A message names the field by its path, such as `tokenizer.json: model.vocab`. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function objectField(value: unknown, path: string): JsonObject {
  if (isObject(value)) return value as JsonObject;
  throw unexpected(value, path, 'an object');
}

export function listField(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unexpected(value, path, 'a list');
}

/** A string without lone surrogates, which are in no encoded text. */
export function stringField(value: unknown, path: string): string {
  if (typeof value !== 'string') throw unexpected(value, path, 'a string');
  if (/\p{Surrogate}/u.test(value)) throw unexpected(value, path, 'well-formed Unicode');
  return value;
}

export function booleanField(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value;
  throw unexpected(value, path, 'true or false');
}

/** An integer from 0 to `greatest`. */
export function integerField(value: unknown, path: string, greatest = 2 ** 31 - 1): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= greatest) return value;
  throw unexpected(value, path, `an integer from 0 to ${greatest}`);
}

export function unexpected(value: unknown, path: string, expected: string): ModelError {
  return new ModelError(`${path} must be ${expected}, found ${show(value)}`);
}
