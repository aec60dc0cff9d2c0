import { dataFormats, isDataFormat, type BadLine, type DataFormat, type DataItem } from '@gradlens/ig/data';

/** Loaded when somebody brings a table. */
const readers = dataFormats(() => import('csv-parse/browser/esm/sync'));

/** The texts of a data set. What has no telling name is JSON lines if it begins with `{`, else one text per line. Rejects with an Error for what cannot be read. */
export async function readDataSet(content: Blob, name: string): Promise<(DataItem | BadLine)[]> {
  const items: (DataItem | BadLine)[] = [];
  const format = await formatOf(content, name);
  for await (const item of readers[format](content.stream() as AsyncIterable<Uint8Array>, name))
    items.push(item);
  return items;
}

async function formatOf(content: Blob, name: string): Promise<DataFormat> {
  const ending = name.split('.').at(-1)!.toLowerCase();
  if (isDataFormat(ending)) return ending;
  const start = await content.slice(0, 1000).text();
  return start.trimStart().startsWith('{') ? 'jsonl' : 'txt';
}
