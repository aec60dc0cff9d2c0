/** The record of a line of a data set, whose name and true label come back with it. */
export type Recorded<Result> = Result & {
  readonly line: number;
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
}

export function isFailure(record: object): record is Failure {
  return 'error' in record;
}
