import { stat } from 'node:fs/promises';
import { byteLinesOf, type BadLine, type DataItem } from '@gradlens/ig/data';
import { isFailure } from '@gradlens/ig/formats';
import { isMissing, unreadable } from '../fileErrors.ts';
import { bytesOf } from '../readFile.ts';
import { isSameRecord } from './sameRecord.ts';
import type { DataRecord, Tally } from './tally.ts';
import { isTorn } from './torn.ts';

/** Where a run goes on whose output was interrupted. */
export interface ResumePoint {
  /** The line of the data set to begin with. */
  readonly line: number;
  /** Its records so far, which are made again: more may have been to come. */
  readonly records: readonly DataRecord[];
  /** Bytes of the output before them. */
  readonly size: number;
}

/** Where a run begins that goes on with nothing. */
export const beginning: ResumePoint = { line: 1, records: [], size: 0 };

/**
 * Where an output of JSON lines is sure to be whole; the records before that are counted by `tally`. What is not there, or not a file, is an output of nothing. Throws an
 * Error for a file of anything else.
 */
export async function resumePoint(path: string, tally: Tally): Promise<ResumePoint> {
  const found = await stat(path).catch((error: unknown) => {
    if (!isMissing(error)) unreadable(path, error);
  });
  if (!found?.isFile()) return beginning;

  let records: DataRecord[] = [];
  let [line, size, at, number] = [1, 0, 0, 0];
  for await (const bytes of byteLinesOf(bytesOf(path))) {
    number++;
    const text = Buffer.from(bytes).toString();
    if (isTorn(text)) break;
    const record = recordOf(text, `${path}, line ${number}`);
    if (record.line !== line && records.length > 0) {
      tally.add(records);
      records = [];
      size = at;
    }
    line = record.line!;
    records.push(record);
    at += bytes.length;
  }
  return { line, records, size };
}

/** Items to go on with. Throws an Error where the first is not that of the last record, or where there is none. */
export async function* resumable(
  items: AsyncIterable<DataItem | BadLine>,
  { line, records: [record] }: ResumePoint,
  input: string,
  output: string | undefined,
): AsyncGenerator<DataItem | BadLine> {
  let last = record;
  for await (const item of items) {
    if (last && (item.line !== line || (!isFailure(last) && 'text' in item && item.text !== last.text))) {
      throw new Error(
        `${output}: its last record is of another text than line ${line} of ${input}: resume with the same input`,
      );
    }
    last = undefined;
    yield item;
  }
  if (last) {
    throw new Error(
      `${output}: its last record is of line ${line}, which ${input} does not have: resume with the same input`,
    );
  }
}

/** Throws an Error where the records of a line that are made again differ from those that are there. */
export function checkSame(
  again: readonly DataRecord[],
  { line, records }: ResumePoint,
  output: string | undefined,
): void {
  if (records.every((record, i) => isSameRecord(record, again[i]))) return;
  throw new Error(
    `${output}: its record of line ${line} is not what this command makes of it: resume with the same command, model and options, or write to another file`,
  );
}

function recordOf(json: string, place: string): DataRecord {
  try {
    const record = JSON.parse(json) as DataRecord;
    const known = isFailure(record) || (record.model.labels && record.prediction && record.notices);
    if (json.endsWith('\n') && Number.isSafeInteger(record.line) && known) return record;
  } catch {
    // Told below.
  }
  throw new Error(
    `${place}: not an output of --input to go on with: expected a record with a "line" on each line`,
  );
}
