/** Reads fields of parsed JSON; the error names the field by its path, such as `tokenizer.json: model.vocab`. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function objectField(value: unknown, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw unexpected(value, path, 'an object');
}

export function listField(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unexpected(value, path, 'a list');
}

export function stringField(value: unknown, path: string): string {
  if (typeof value !== 'string') throw unexpected(value, path, 'a string');
  // A string with a lone surrogate is not a text that could be encoded.
  if (/\p{Surrogate}/u.test(value)) throw unexpected(value, path, 'well-formed Unicode');
  return value;
}

export function booleanField(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value;
  throw unexpected(value, path, 'true or false');
}

/** An integer from 0 to `greatest`. */
export function integerField(value: unknown, path: string, greatest = 2 ** 31 - 1): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= greatest)
    return value as number;
  throw unexpected(value, path, `an integer from 0 to ${greatest}`);
}

export function unexpected(value: unknown, path: string, expected: string): Error {
  return new Error(`${path} must be ${expected}, but is ${shown(value)}.`);
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null ? 'null' : `an ${typeof value}`;
}

/** A string from a file as it may stand in a message: short and with nothing that moves a cursor. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
