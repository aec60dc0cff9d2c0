import { extname } from 'node:path';
import { OptionError } from '@gradlens/ig';
import { byteLinesOf, dataFormats, isDataFormat, type BadLine, type DataItem } from '@gradlens/ig/data';
import { bytesOf, readableSize } from '../readFile.ts';

const readers = dataFormats(() => import('csv-parse/sync'));

/** A data set that is read as its items are asked for. */
export interface DataSet {
  readonly items: AsyncIterable<DataItem | BadLine>;
  /** The share of its bytes up to the end of its `done`th item, no less than was asked for before; undefined where nobody knows how many there are. */
  readonly share: (done: number) => number | undefined;
}

/**
 * Opens a data set from a line on: a .txt, .jsonl or .csv file, or `-` for stdin, which is JSON lines if it begins with `{`, else one text per line. Throws an
 * OptionError for other files, and an Error where there is none.
 */
export async function openDataSet(path: string, firstLine = 1): Promise<DataSet> {
  if (path === '-') return measured(readStdin(), firstLine, { size: 0, read: () => 0 });
  const ending = extname(path).slice(1).toLowerCase();
  if (!isDataFormat(ending)) {
    const remedy = ending === 'tsv' ? '; convert it first, for example with csvformat -t' : '';
    throw new OptionError(
      'input',
      `input ${path}: expected a file that ends in .txt, .jsonl or .csv${remedy}`,
    );
  }
  const size = await readableSize(path);
  let read = 0;
  async function* lines(): AsyncGenerator<Uint8Array> {
    // One at a time, so that no more is read than the items so far have taken.
    for await (const line of byteLinesOf(bytesOf(path))) {
      read += line.length;
      yield line;
    }
  }
  return measured(readers[ending](lines(), path), firstLine, { size, read: () => read });
}

function measured(
  items: AsyncIterable<DataItem | BadLine>,
  firstLine: number,
  { size, read }: { readonly size: number; readonly read: () => number },
): DataSet {
  /** Where the items end from the last one that is done. */
  const ends = [0];
  let dropped = 0;
  async function* measuredItems(): AsyncGenerator<DataItem | BadLine> {
    for await (const item of items) {
      if (item.line < firstLine) {
        ends[0] = read();
        continue;
      }
      ends.push(read());
      yield item;
    }
  }
  return {
    items: measuredItems(),
    share(done) {
      ends.splice(0, done - dropped);
      dropped = done;
      return size === 0 ? undefined : ends[0]! / size;
    },
  };
}

async function* readStdin(): AsyncGenerator<DataItem | BadLine> {
  const chunks = (process.stdin as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  const begun: Uint8Array[] = [];
  let start = '';
  // A byte order mark is blank as well.
  while (start.trim() === '') {
    const { value, done } = await chunks.next();
    if (done) break;
    begun.push(value);
    start = Buffer.concat(begun).toString();
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* begun;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  }
  yield* readers[start.trimStart().startsWith('{') ? 'jsonl' : 'txt'](all(), 'stdin');
}
