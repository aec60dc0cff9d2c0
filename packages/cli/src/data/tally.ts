import { Accuracy, type AnyPrediction, type Explanation, type Notice } from '@gradlens/ig';
import { accuracyOf, isFailure, type Failure, type Recorded } from '@gradlens/ig/formats';
import { counted } from '@gradlens/ig/view';
import { DataError } from '../errors.ts';

/** What is read of a record of a data set, whatever the command. */
export type DataRecord =
  | Recorded<
      Pick<AnyPrediction, 'text' | 'model' | 'prediction' | 'notices'> & Partial<Pick<Explanation, 'target'>>
    >
  | Failure;

/** Counts what is told of a data set in the end. */
export class Tally {
  #texts = 0;
  #failures = 0;
  #skipped = 0;
  readonly #accuracy = new Accuracy();
  readonly #notices = new Map<Notice['code'], { texts: number; readonly first: string }>();

  /** The records of a line: one, or one for each target. */
  add(records: readonly DataRecord[]): void {
    this.#texts++;
    const [record] = records;
    if (isFailure(record!)) {
      if (record.skipped) this.#skipped++;
      else this.#failures++;
      return;
    }
    const { prediction, target, label, model, line } = record!;
    // A label of the data set is that of a text, not of a word.
    if ('index' in prediction && !target?.word) this.#accuracy.add(prediction, label, model.labels);
    const notices = records.flatMap((one) => (isFailure(one) ? [] : one.notices));
    for (const [code, message] of new Map(notices.map((notice) => [notice.code, notice.message]))) {
      const known = this.#notices.get(code) ?? { texts: 0, first: `line ${line}: ${message}` };
      this.#notices.set(code, known);
      known.texts++;
    }
  }

  /** A sentence for each kind of notice, and how often the model was right. */
  sentences(): string[] {
    const notices = Array.from(
      this.#notices,
      ([code, { texts, first }]) =>
        `${code}: ${counted(texts, 'text')} of ${this.#texts}, the first in ${first}`,
    );
    const skipped =
      this.#skipped > 0 ? [`${counted(this.#skipped, 'text')} of ${this.#texts} had nothing to explain`] : [];
    return [...notices, ...skipped, ...accuracyOf(this.#accuracy.count)];
  }

  /** Throws a DataError where lines could not be explained. */
  check(): void {
    if (this.#failures > 0) throw new DataError(this.#failures, this.#texts);
  }
}
