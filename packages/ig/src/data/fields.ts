import type { BadLine, DataItem } from './item.ts';

/** A record's fields as a data item, or what is wrong with them. Other fields are left alone. */
export function itemOf(fields: Readonly<Record<string, unknown>>, line: number): DataItem | BadLine {
  const { text, pair, label, id } = fields;
  const known = isName(id) ? { id } : {};
  const bad = (error: string): BadLine => ({ line, ...known, error });
  if (typeof text !== 'string') {
    return bad(
      `"text" must be a string, ${text === undefined ? 'and is missing' : `not ${JSON.stringify(text)}`}`,
    );
  }
  if (text.trim() === '') return bad('the text is empty: there is no word to explain');
  if (!isAbsent(pair) && typeof pair !== 'string')
    return bad(`"pair" must be a string, not ${JSON.stringify(pair)}`);
  if (typeof pair === 'string' && pair.trim() === '') return bad('"pair" is empty: leave it out');
  for (const [name, value] of Object.entries({ label, id })) {
    if (!isAbsent(value) && !isName(value)) {
      return bad(`"${name}" must be a string or a number, not ${JSON.stringify(value)}`);
    }
  }
  return {
    line,
    text,
    ...(typeof pair === 'string' && { pair }),
    ...(isName(label) && { label }),
    ...known,
  };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function isName(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
