/** A record that may be of a line of a data set, whose name and true label then come back with it. */
export type Recorded<Result> = Result & {
  /** Its number in the file, from 1. */
  readonly line?: number;
  readonly id?: string | number;
  readonly label?: string | number;
};

/** What stands in the place of a record for a line that could not be explained. */
export interface Failure {
  readonly version: 1;
  readonly line: number;
  readonly id?: string | number;
  /** One sentence. */
  readonly error: string;
  /** There was nothing to explain, and nothing went wrong. */
  readonly skipped?: true;
}

export function isFailure(record: object): record is Failure {
  return 'error' in record;
}

export function failureMessage({ line, error }: Failure): string {
  return `line ${line}: ${error}`;
}

/** What a reader finds a record by: what the data set calls it, or its number. */
export function nameOf({ id, line }: Recorded<object>, index: number): string {
  return String(id ?? line ?? index + 1);
}
