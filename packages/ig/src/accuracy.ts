import type { Prediction } from './explanation.ts';

/** How many of the texts that came with a label were predicted as it says. */
export interface AccuracyCount {
  readonly right: number;
  readonly labelled: number;
}

/** Counts how often predictions are what the data set says. */
export class Accuracy {
  #right = 0;
  #labelled = 0;

  /** `wanted` is the label's name, or its index; a text without one does not count. */
  add(
    { label, index }: Pick<Prediction['prediction'], 'label' | 'index'>,
    wanted: string | number | undefined,
  ): void {
    if (wanted === undefined) return;
    this.#labelled++;
    if (String(wanted) === label || String(wanted) === String(index)) this.#right++;
  }

  /** Null where no text had a label. */
  get count(): AccuracyCount | null {
    return this.#labelled === 0 ? null : { right: this.#right, labelled: this.#labelled };
  }
}
