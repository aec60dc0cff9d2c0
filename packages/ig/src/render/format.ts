/** Records as one document, part by part, so that they need not be there all at once. */
export interface Format<Result> {
  /** What stands before the first record. */
  begin(): string;
  /** A record, the `index`th from 0. */
  record(record: Result, index: number): string;
  /** What stands after the last. */
  end(): string;
}

/** A document of all records. */
export function documentOf<Result>(format: Format<Result>, records: readonly Result[]): string {
  return [format.begin(), ...records.map((record, index) => format.record(record, index)), format.end()].join(
    '',
  );
}
