import { isLabel, type Prediction } from '@gradlens/ig';

/** How often predictions are what the data set says. */
export class Accuracy {
  #labelled = 0;
  #right = 0;

  /** `label` is the label's name, or its index. */
  add({ prediction }: Pick<Prediction, 'prediction'>, label: string | number | undefined): void {
    if (label === undefined) return;
    this.#labelled++;
    if (isLabel(prediction, label)) this.#right++;
  }

  /** For texts with labels. */
  sentence(): string {
    return `accuracy ${((100 * this.#right) / this.#labelled).toFixed(1)} % (${this.#right} of ${this.#labelled})`;
  }

  get isKnown(): boolean {
    return this.#labelled > 0;
  }
}
