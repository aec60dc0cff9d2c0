/** What a model says of a text, and what it ran on: the record of `predict`. Serialises to JSON as it is. */
export interface Prediction {
  readonly version: 1;
  readonly text: string;
  /** The second text of a pair. */
  readonly pair: string | null;
  readonly model: {
    readonly name: string;
    /** For example `BertForSequenceClassification`. */
    readonly architecture: string;
    /** By the index of their logit. */
    readonly labels: readonly string[];
  };
  readonly device: { readonly backend: string; readonly adapter: string };
  readonly prediction: {
    readonly index: number;
    readonly label: string;
    /** [labels] */
    readonly logits: readonly number[];
    /** [labels]; null where the output is a number, not a choice (regression). */
    readonly probabilities: readonly number[] | null;
  };
  readonly milliseconds: { readonly load: number; readonly predict: number };
}

/** What moved a prediction. Serialises to JSON as it is. */
export interface Explanation extends Omit<Prediction, 'milliseconds'> {
  readonly target: {
    /** The explained label's index and name; null where the sum of all logits is explained. */
    readonly index: number | null;
    readonly label: string | null;
    readonly output: 'logit';
    /** The output on the text and on the baseline. */
    readonly value: number;
    readonly baselineValue: number;
  };
  readonly method: {
    readonly name: 'integrated_gradients';
    /** The rule that the path was integrated with. */
    readonly quadrature: string;
    readonly steps: number;
    /** Whose output was moved from the baseline to the text. */
    readonly layer: string;
    readonly baseline: string;
    readonly gradientEvaluations: number;
  };
  readonly convergence: {
    /** Σ attributions − (value − baselineValue): attribution minus truth, Captum's sign. */
    readonly delta: number;
    /** `delta` / |value − baselineValue|; null where that difference is 0. */
    readonly relativeDelta: number | null;
  };
  /** In the order of the model's input, special ones included. */
  readonly tokens: readonly AttributedToken[];
  /** In reading order. */
  readonly words: readonly AttributedWord[];
  readonly milliseconds: { readonly load: number; readonly explain: number };
}

export interface Attributed {
  /** In units of the output. Over all tokens they sum to value − baselineValue + delta. */
  readonly attribution: number;
  /** The attribution divided by the L2 norm of all tokens' attributions. */
  readonly score: number;
}

export interface AttributedToken extends Attributed {
  readonly token: string;
  readonly id: number;
  /** UTF-16 offsets into the text, or into the pair where `segment` is 1; null for special tokens. */
  readonly start: number | null;
  readonly end: number | null;
  /** Added by the model, like [CLS]. */
  readonly special: boolean;
  /** Present on what belongs to the pair. */
  readonly segment?: 1;
}

export interface AttributedWord extends Attributed {
  /** As written in the text. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Present on what belongs to the pair. */
  readonly segment?: 1;
}
