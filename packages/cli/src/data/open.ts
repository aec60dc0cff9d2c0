import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { OptionError } from '@gradlens/ig';
import {
  csvOptions,
  dataFormats,
  isDataFormat,
  type BadLine,
  type CsvRecord,
  type DataItem,
} from '@gradlens/ig/data';
import { parse } from 'csv-parse';

const readers = dataFormats(
  (chunks) => Readable.from(chunks).pipe(parse(csvOptions)) as AsyncIterable<CsvRecord>,
);

/** A data set that is read as its items are asked for. */
export interface DataSet {
  readonly items: AsyncIterable<DataItem | BadLine>;
  /** The share of its bytes that have been read; undefined where nobody knows how many there are. */
  readonly share: () => number | undefined;
}

/**
 * Opens a data set: a .txt, .jsonl or .csv file, or `-` for stdin, which is JSON lines if it begins with `{`, else one text per line. Throws an OptionError for
 * other files, and an Error where there is none.
 */
export async function openDataSet(path: string): Promise<DataSet> {
  if (path === '-') {
    return { items: readStdin(), share: () => undefined };
  }
  const ending = extname(path).slice(1).toLowerCase();
  if (!isDataFormat(ending)) {
    throw new OptionError('input', `input ${path}: expected a file that ends in .txt, .jsonl or .csv`);
  }
  const { size } = await stat(path).catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new Error(`${path}: ${missing ? 'no such file' : 'cannot be read'}`);
  });
  let read = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const file = await open(path);
    for await (const chunk of file.createReadStream() as AsyncIterable<Uint8Array>) {
      read += chunk.length;
      yield chunk;
    }
  }
  return {
    items: readers[ending](chunks(), path),
    share: () => (size === 0 ? undefined : read / size),
  };
}

async function* readStdin(): AsyncGenerator<DataItem | BadLine> {
  const chunks = (process.stdin as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  const begun: Uint8Array[] = [];
  let start = '';
  while (start.trim() === '') {
    const { value, done } = await chunks.next();
    if (done) break;
    begun.push(value);
    start += Buffer.from(value).toString('latin1');
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* begun;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  }
  yield* readers[start.trimStart().startsWith('{') ? 'jsonl' : 'txt'](all(), 'stdin');
}
