import type { TerminalOptions } from '@gradlens/ig/terminal';
import { fileOutput, stdout, type Output } from './output.ts';
import { terminalOptions } from './terminal.ts';

export const formats = ['text', 'json', 'jsonl'] as const;
export type Format = (typeof formats)[number];

export interface RecordsDestination<Result> {
  readonly format: Format;
  /** A file that appears whole in the end; stdout when left out. */
  readonly path: string | undefined;
  /** In place of that file. */
  readonly output?: Output | undefined;
  /** Whether JSON is an array: there may be more than one record. */
  readonly several: boolean;
  readonly render: (record: Result, options: TerminalOptions) => string;
}

/** Writes records as they come, but for the array of JSON. */
export async function writeRecords<Result>(
  records: AsyncIterable<Result>,
  { format, path, output: given, several, render }: RecordsDestination<Result>,
): Promise<void> {
  const output = given ?? (path === undefined ? stdout : await fileOutput(path));
  const options = terminalOptions(path === undefined ? process.stdout : undefined);
  const written: Result[] = [];
  for await (const record of records) {
    if (format === 'text') await output.write((written.length > 0 ? '\n\n' : '') + render(record, options));
    if (format === 'jsonl') await output.write(`${JSON.stringify(record)}\n`);
    written.push(record);
  }
  if (format === 'json') await output.write(`${JSON.stringify(several ? written : written[0], null, 2)}\n`);
  await output.finish();
}
