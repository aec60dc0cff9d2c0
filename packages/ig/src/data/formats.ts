import { csvItemsOf, type CsvParser } from './csvItems.ts';
import { itemOf } from './fields.ts';
import type { BadLine, DataItem } from './item.ts';
import { linesOf } from './lines.ts';

type Items = AsyncGenerator<DataItem | BadLine>;

/** How a data set is written. */
export type DataFormat = 'txt' | 'jsonl' | 'csv';

/**
 * Readers of data sets, by the ending of the file's name. Each gives items as the bytes come, and throws an Error for what cannot be read any further; `loadCsv` gives what takes
 * records of CSV apart, where there are some.
 */
export const dataFormats = (
  loadCsv: () => Promise<CsvParser>,
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

  async *csv(chunks, name) {
    yield* csvItemsOf(chunks, name, await loadCsv());
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
