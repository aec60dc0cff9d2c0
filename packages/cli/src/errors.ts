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
