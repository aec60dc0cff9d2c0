import { itemOf } from './fields.ts';
import type { BadLine, DataItem } from './item.ts';
import { linesOf } from './lines.ts';

type Items = AsyncGenerator<DataItem | BadLine>;

/** How a data set is written. */
export type DataFormat = 'txt' | 'jsonl' | 'csv';

/** What `csv-parse` has to be told, for Node and for pages alike. */
export const csvOptions = {
  bom: true,
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
  relax_quotes: true,
} as const;

/** A record of a CSV file, and how many lines there are up to its end. */
export interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Readers of data sets, by the ending of the file's name. Each gives items as the bytes come; `parseCsv` takes bytes apart by `csvOptions`. */
export const dataFormats = (
  parseCsv: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<CsvRecord>,
): Readonly<Record<DataFormat, (chunks: AsyncIterable<Uint8Array>, name: string) => Items>> => ({
  /** One text per line; empty lines are none. */
  async *txt(chunks, name) {
    for await (const { number, text } of linesOf(chunks, name)) {
      if (text.trim() !== '') yield { line: number, text };
    }
  },

  /** One object per line; empty lines are none. */
  async *jsonl(chunks, name) {
    for await (const { number, text } of linesOf(chunks, name)) {
      if (text.trim() === '') continue;
      const value = parsed(text);
      yield typeof value === 'object' && value !== null && !Array.isArray(value)
        ? itemOf(value as Record<string, unknown>, number)
        : { line: number, error: 'not a JSON object: expected {"text": …} on one line' };
    }
  },

  /** A header with `text`, then a record per line, or over several where quotes hold newlines (RFC 4180). */
  async *csv(chunks, name) {
    let header: readonly string[] = [];
    for await (const { record, info } of parseCsv(chunks)) {
      if (header.length === 0) {
        header = record.map((field) => field.trim());
        if (!header.includes('text')) {
          throw new Error(
            `${name}: its header names ${header.map((field) => `"${field}"`).join(', ')}: expected a column "text"`,
          );
        }
        continue;
      }
      // The parser counts lines up to the record's end.
      const line = info.lines - record.join('').split('\n').length + 1;
      const fields = Object.fromEntries(
        header.flatMap((field, i) =>
          record[i] === undefined || (record[i] === '' && field !== 'text') ? [] : [[field, record[i]]],
        ),
      );
      yield itemOf(fields, line);
    }
  },
});

export function isDataFormat(ending: string): ending is DataFormat {
  return ['txt', 'jsonl', 'csv'].includes(ending);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
