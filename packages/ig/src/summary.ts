import { Accuracy, type AccuracyCount } from './accuracy.ts';
import type { Explanation } from './explanation.ts';

/** What many explanations have in common. Serialises to JSON as it is. */
export interface Summary {
  readonly version: 1;
  /** Each once, however many outputs of it were explained. */
  readonly texts: number;
  /** Lines that had no explanation. */
  readonly failures: number;
  /** Of texts that came with a label; null where none did. */
  readonly accuracy: AccuracyCount | null;
  /** By what was explained and how, in the order in which it came. */
  readonly targets: readonly TargetSummary[];
}

export interface TargetSummary {
  /** As records have it. */
  readonly target: SummarizedTarget;
  /** The explainer. */
  readonly method: Pick<Explanation['method'], 'name'>;
  readonly texts: number;
  /** Those that moved the output up most, all occurrences together, or most of all where the method tells no direction. */
  readonly towards: readonly WordSummary[];
  /** Those that moved it down most. */
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

type SummarizedTarget = Pick<Explanation['target'], 'index' | 'label' | 'output' | 'against' | 'neuron'>;

/** What a summary reads of a record. */
export type Summarized = Pick<
  Explanation,
  'text' | 'pair' | 'model' | 'prediction' | 'target' | 'method' | 'words'
> & {
  readonly line?: number;
  readonly label?: string | number;
};

interface Counted {
  count: number;
  total: number;
}

interface CountedTarget extends Pick<TargetSummary, 'target' | 'method'> {
  texts: number;
  readonly words: Map<string, Counted>;
}

/** Sums explanations up, one after the other: it holds words, not texts. */
export class Summarizer {
  #texts = 0;
  #failures = 0;
  readonly #accuracy = new Accuracy();
  readonly #targets = new Map<string, CountedTarget>();
  /** The text of the last record, and what of it was explained so far. */
  #text: string | undefined;
  readonly #explained = new Set<string>();

  add(record: Summarized): void {
    const { prediction, model, words, label } = record;
    const [name, known] = this.#target(record);
    if (this.#begins(record, name)) {
      this.#texts++;
      // A label of the data set is that of a text, not of a word.
      if (!record.target.word) this.#accuracy.add(prediction, label, model.labels);
    }
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
      targets: Array.from(this.#targets.values(), ({ target, method, texts, words }) => {
        const summed = Array.from(words, ([text, { count, total }]) => ({
          text,
          count,
          total,
          mean: total / count,
        })).sort((a, b) => b.total - a.total || a.text.localeCompare(b.text));
        return {
          target,
          method,
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

  /** What a record's output is known by, and what is known of it. */
  #target({
    target: { index, label, output, against, neuron },
    method,
  }: Summarized): [string, CountedTarget] {
    const target = {
      index,
      label,
      output,
      ...(against && { against }),
      ...(neuron !== undefined && { neuron }),
    };
    const name = JSON.stringify([target, method.name]);
    const known = this.#targets.get(name) ?? {
      target,
      method: { name: method.name },
      texts: 0,
      words: new Map<string, Counted>(),
    };
    this.#targets.set(name, known);
    return [name, known];
  }

  /** Whether a record is the first of its text: others of it follow, of other outputs. */
  #begins({ line, text, pair, target: { token } }: Summarized, name: string): boolean {
    const own = JSON.stringify([line, text, pair]);
    const output = JSON.stringify([name, token]);
    const begins = own !== this.#text || this.#explained.has(output);
    if (begins) this.#explained.clear();
    this.#text = own;
    this.#explained.add(output);
    return begins;
  }
}
