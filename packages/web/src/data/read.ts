import {
  csvOptions,
  dataFormats,
  isDataFormat,
  type BadLine,
  type CsvRecord,
  type DataFormat,
  type DataItem,
} from '@gradlens/ig/data';

/** The texts of a data set. What has no telling name is JSON lines if it begins with `{`, else one text per line. Rejects with an Error for what cannot be read. */
export async function readDataSet(content: Blob, name: string): Promise<(DataItem | BadLine)[]> {
  const items: (DataItem | BadLine)[] = [];
  const readers = dataFormats(parseCsv);
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

/** Loaded when somebody brings a table. */
async function* parseCsv(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  const { parse } = await import('csv-parse/browser/esm/sync');
  const parts: BlobPart[] = [];
  for await (const chunk of chunks) parts.push(chunk as Uint8Array<ArrayBuffer>);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(await new Blob(parts).arrayBuffer());
  yield* parse(text, csvOptions) as unknown as CsvRecord[];
}
