import type { Failure, Recorded } from '@gradlens/ig/formats';
import type { FormatName, Formats } from './formats.ts';
import { fileOutput, stdout, type Output } from './output.ts';
import { terminalOptions } from './terminal.ts';

export interface RecordsDestination<Result> {
  readonly formats: Formats<Result>;
  /** One of them. */
  readonly format: FormatName;
  /** A file that appears whole in the end; stdout when left out. */
  readonly path: string | undefined;
  /** In place of that file. */
  readonly output?: Output | undefined;
  /** Whether there may be more than one record. */
  readonly several: boolean;
}

/** Writes records as they come. */
export async function writeRecords<Result>(
  records: AsyncIterable<Recorded<Result> | Failure>,
  { formats, format, path, output: given, several }: RecordsDestination<Result>,
): Promise<void> {
  const terminal = terminalOptions(path === undefined ? process.stdout : undefined);
  const { begin, record: part, end } = formats[format]!({ several, terminal });
  const output = given ?? (path === undefined ? stdout : await fileOutput(path));
  // Nothing is written before something is known to go well.
  let index = 0;
  for await (const record of records) {
    await output.write((index === 0 ? begin() : '') + part(record, index));
    index++;
  }
  await output.write((index === 0 ? begin() : '') + end());
  await output.finish();
}
