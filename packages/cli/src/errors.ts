import { constants } from 'node:os';

/** Some lines of a data set could not be explained; the others were. */
export class DataError extends Error {
  constructor(errors: number, texts: number) {
    super(`${errors} of ${texts} texts could not be explained: their records say why`);
    this.name = 'DataError';
  }
}

/** All was done, but the numbers are not as exact as was asked. */
export class ToleranceError extends Error {
  constructor(explanations: number) {
    super(
      explanations === 1
        ? 'the tolerance was not met: delta is larger'
        : `the tolerance was not met by ${explanations} explanations: their deltas are larger`,
    );
    this.name = 'ToleranceError';
  }
}

/** Somebody wants the program to end. */
export class Interruption extends Error {
  /** What the program exits with, as shells tell signals. */
  readonly status: number;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.name = 'Interruption';
    this.status = 128 + constants.signals[signal];
  }
}
