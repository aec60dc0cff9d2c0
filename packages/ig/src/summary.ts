import { Accuracy, type AccuracyCount } from './accuracy.ts';
import type { Explanation } from './explanation.ts';

/** What many explanations have in common. Serialises to JSON as it is. */
export interface Summary {
  readonly version: 1;
  readonly texts: number;
  /** Lines that had no explanation. */
  readonly failures: number;
  /** Of texts that came with a label; null where none did. */
  readonly accuracy: AccuracyCount | null;
  /** By what was explained, in the order in which it came. */
  readonly targets: readonly TargetSummary[];
}

export interface TargetSummary {
  /** Null where no label was explained. */
  readonly label: string | null;
  readonly output: string;
  readonly texts: number;
  /** Those that moved the output up most, all occurrences together, and those that moved it down most. */
  readonly towards: readonly WordSummary[];
  readonly against: readonly WordSummary[];
}

export interface WordSummary {
  /** In lower case. */
  readonly text: string;
  readonly count: number;
  /** The sum and the mean of its attributions. */
  readonly total: number;
  readonly mean: number;
}

/** What a summary reads of a record. */
export type Summarized = Pick<Explanation, 'prediction' | 'target' | 'words'> & {
  readonly label?: string | number;
};

interface Counted {
  count: number;
  total: number;
}

/** Sums explanations up, one after the other: it holds words, not texts. */
export class Summarizer {
  #texts = 0;
  #failures = 0;
  readonly #accuracy = new Accuracy();
  readonly #targets = new Map<
    string,
    {
      readonly label: string | null;
      readonly output: string;
      texts: number;
      readonly words: Map<string, Counted>;
    }
  >();

  add({ prediction, target, words, label }: Summarized): void {
    this.#texts++;
    this.#accuracy.add(prediction, label);
    const name = `${target.output} ${target.label}`;
    const known = this.#targets.get(name) ?? {
      label: target.label,
      output: target.output,
      texts: 0,
      words: new Map<string, Counted>(),
    };
    this.#targets.set(name, known);
    known.texts++;
    for (const { text, attribution } of words) {
      const word = text.toLowerCase();
      const counted = known.words.get(word) ?? { count: 0, total: 0 };
      known.words.set(word, counted);
      counted.count++;
      counted.total += attribution;
    }
  }

  addFailure(): void {
    this.#failures++;
  }

  /** With the `most` strongest words in each direction. */
  summary(most: number): Summary {
    return {
      version: 1,
      texts: this.#texts,
      failures: this.#failures,
      accuracy: this.#accuracy.count,
      targets: Array.from(this.#targets.values(), ({ label, output, texts, words }) => {
        const summed = Array.from(words, ([text, { count, total }]) => ({
          text,
          count,
          total,
          mean: total / count,
        })).sort((a, b) => b.total - a.total || a.text.localeCompare(b.text));
        return {
          label,
          output,
          texts,
          towards: summed.filter(({ total }) => total > 0).slice(0, most),
          against: summed
            .filter(({ total }) => total < 0)
            .toReversed()
            .slice(0, most),
        };
      }),
    };
  }
}
