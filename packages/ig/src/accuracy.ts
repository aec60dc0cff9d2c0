import { labelIndex } from './choices/labelIndex.ts';
import type { Prediction } from './explanation.ts';

/** How many of the texts that came with a label were predicted as it says. */
export interface AccuracyCount {
  readonly right: number;
  readonly labelled: number;
  /** Texts whose labels are none of the model's, where there are some: they are not among the labelled ones. */
  readonly unknown?: number;
  /** The first few of those labels. */
  readonly unknownLabels?: readonly string[];
}

/** Labels that are told of those that the model does not have. */
const mostUnknown = 3;

/** Counts how often predictions are what the data set says. */
export class Accuracy {
  #right = 0;
  #labelled = 0;
  #unknown = 0;
  readonly #unknownLabels = new Set<string>();

  /**
   * `wanted` is the label's name, or its index; a text without one does not count, nor does a number that is predicted (regression). What is none of `labels`, the model's, counts
   * apart.
   */
  add(
    { index, probabilities }: Pick<Prediction['prediction'], 'index' | 'probabilities'>,
    wanted: string | number | undefined,
    labels: readonly string[],
  ): void {
    if (wanted === undefined || probabilities === null) return;
    const meant = labelIndex(wanted, labels);
    if (meant === undefined) {
      this.#unknown++;
      if (this.#unknownLabels.size < mostUnknown) this.#unknownLabels.add(String(wanted));
      return;
    }
    this.#labelled++;
    if (meant === index) this.#right++;
  }

  /** Null where no text had a label. */
  get count(): AccuracyCount | null {
    if (this.#labelled + this.#unknown === 0) return null;
    return {
      right: this.#right,
      labelled: this.#labelled,
      ...(this.#unknown > 0 && { unknown: this.#unknown, unknownLabels: [...this.#unknownLabels] }),
    };
  }
}
