import type { BadLine, DataItem } from './item.ts';
import { csvRecordsOf, type CsvRecord } from './csvRecords.ts';
import { itemOf } from './fields.ts';

/** What takes a record apart: `csv-parse/sync`, or its like for pages. */
export interface CsvParser {
  readonly parse: (record: string, options: { readonly record_delimiter: string }) => string[][];
}

/** Names of columns that are likely to hold the text. */
const likely = new Set(['text', 'sentence', 'review']);

/** The items of a table: a header with `text`, then a record for each, over several lines where quotes hold newlines. */
export async function* csvItemsOf(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  { parse }: CsvParser,
): AsyncGenerator<DataItem | BadLine> {
  let header: readonly string[] | undefined;
  for await (const record of csvRecordsOf(chunks, name)) {
    const fields = fieldsOf(record, parse);
    if (header) {
      yield typeof fields === 'string' ? { line: record.line, error: fields } : item(header, fields, record);
      continue;
    }
    if (typeof fields === 'string') throw new Error(`${name}, line ${record.line}: ${fields}`);
    header = fields.map((field) => field.trim());
    checkHeader(header, name);
  }
}

/** A record's fields, or what is wrong with its quotes. */
function fieldsOf({ text, unclosed }: CsvRecord, parse: CsvParser['parse']): readonly string[] | string {
  if (unclosed !== undefined) {
    return `the quote that opens in line ${unclosed} is never closed: close it, and double quotes inside a text`;
  }
  try {
    // No newline is left that ends it.
    const [fields] = parse(text, { record_delimiter: '\n' });
    return fields!;
  } catch {
    return 'its quotes are broken: put the whole field in quotes, and double those inside it';
  }
}

function checkHeader(header: readonly string[], name: string): void {
  const twice = header.find((field, i) => field !== '' && header.indexOf(field) < i);
  if (twice !== undefined) {
    throw new Error(`${name}: its header names "${twice}" twice: expected each column once`);
  }
  if (header.includes('text')) return;
  const candidate = header.find((field) => likely.has(field.toLowerCase()));
  throw new Error(
    `${name}: its header names ${header.map((field) => `"${field}"`).join(', ')}: expected a column "text"${candidate === undefined ? '' : `; rename "${candidate}"`}`,
  );
}

function item(header: readonly string[], fields: readonly string[], { line }: CsvRecord): DataItem | BadLine {
  if (fields.length !== header.length) {
    return {
      line,
      error: `it has ${fields.length} columns where the header has ${header.length}: put a text with commas in quotes`,
    };
  }
  const named = header.map((field, i): [string, string] => [field, fields[i]!]);
  const { label = '', ...others } = Object.fromEntries(
    named.filter(([field, value]) => value !== '' || field === 'text'),
  );
  return itemOf({ ...others, ...(label.trim() !== '' && { label: label.trim() }) }, line);
}
