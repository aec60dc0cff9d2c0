import { dataFormats, isDataFormat, type BadLine, type DataFormat, type DataItem } from '@gradlens/ig/data';
import { chunksOf } from '@gradlens/bert';

/** What takes CSV apart: it comes when it is wanted, or before, while there is a network. */
export const loadCsv = () => import('csv-parse/browser/esm/sync');

const readers = dataFormats(loadCsv);

/** The texts of a file, or of what was pasted, which has no name. Rejects with an Error for what cannot be read. */
export async function readDataSet(content: Blob, name: string | null): Promise<(DataItem | BadLine)[]> {
  const items: (DataItem | BadLine)[] = [];
  const format = name === null ? pastedFormat(await content.text()) : namedFormat(name);
  const called = name ?? 'the pasted texts';
  for await (const item of readers[format](chunksOf(content.stream()), called)) items.push(item);
  if (items.length === 0) throw new Error(`${called}: there is no text in it`);
  return items;
}

function namedFormat(name: string): DataFormat {
  const ending = name.split('.').at(-1)!.toLowerCase();
  if (isDataFormat(ending)) return ending;
  throw new Error(`${name}: expected a file that ends in .txt, .jsonl or .csv`);
}

/** JSON lines if it begins with `{`, CSV if its first line has a column `text` among others, else one text per line. */
function pastedFormat(text: string): DataFormat {
  const start = text.trimStart();
  if (start.startsWith('{')) return 'jsonl';
  const columns = start.split(/\r?\n/, 1)[0]!.split(',');
  return columns.length > 1 && columns.some((column) => /^"?text"?$/.test(column.trim())) ? 'csv' : 'txt';
}
