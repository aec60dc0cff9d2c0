import type { ExplainerName } from './explainers/titles.ts';
import type { OutputKind } from './output/output.ts';
import type { Method } from './quadrature/method.ts';
import type { WrittenWord } from './text/writtenWords.ts';

/** What a model says of a text, and what it ran on: the record of `predict`. Serialises to JSON as it is. */
export interface Prediction<Said = SaidOfText> {
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
  readonly prediction: Said;
  readonly notices: readonly Notice[];
  readonly milliseconds: { readonly load: number; readonly predict: number };
}

/** A prediction of a model for any task. */
export type AnyPrediction = Prediction<SaidOfText | SaidOfWords | SaidOfQuestion>;

/** What a model says of a text, or of one of its words. */
export interface SaidOfText {
  readonly index: number;
  readonly label: string;
  /** [labels] */
  readonly logits: readonly number[];
  /** [labels]; null where the output is a number, not a choice (regression). */
  readonly probabilities: readonly number[] | null;
}

/** What a model that labels tokens says of a text: the label of each word is that of its first piece. */
export interface SaidOfWords {
  /** In reading order. */
  readonly words: readonly (WrittenWord & SaidOfText)[];
}

/** What a model that finds answers says of a question and a text. */
export interface SaidOfQuestion {
  readonly answer: Answer;
}

/** Words of the pair. */
export interface Answer extends WrittenWord {
  /** The product of the probabilities that it starts and ends there, each among all places of the pair. */
  readonly probability: number;
}

/** What moved a prediction. Serialises to JSON as it is. */
export interface Explanation extends Omit<Prediction, 'milliseconds'> {
  /** Of a model that labels tokens, what it says of the explained one; `answer` is that of a model that finds answers. */
  readonly prediction: SaidOfText & Partial<SaidOfQuestion>;
  readonly target: {
    /** The explained label's index and name; null where the sum over the labels, or a neuron, is explained. */
    readonly index: number | null;
    readonly label: string | null;
    /** What of it. */
    readonly output: OutputKind | 'neuron';
    /** The label that a margin is taken to. */
    readonly against?: { readonly index: number; readonly label: string };
    /** `encoder.N:I`: hidden unit I of that layer's output at the first token. */
    readonly neuron?: string;
    /** The word whose label is explained, where tokens have labels: its first piece is read or, for the end of an answer, its last. */
    readonly word?: WrittenWord;
    /** The place of that piece in `tokens`. */
    readonly token?: number;
    /** The output on the text, and its mean over the baselines; null where the method has no baseline. */
    readonly value: number;
    readonly baselineValue: number | null;
  };
  readonly method: {
    /** The explainer. */
    readonly name: ExplainerName;
    /** The rule that a path was integrated with; null where none was. */
    readonly quadrature: Method | null;
    /** Points of the rule, steps or samples; null where nothing is counted. */
    readonly steps: number | null;
    /** Whose output was moved from the baseline to the text, or what the change flowed through; null where tokens were replaced. */
    readonly layer: string | null;
    /** Null where the method has none; several are separated by commas. */
    readonly baseline: string | null;
    readonly gradientEvaluations: number;
    /** Texts that the model was run on without a gradient, the text itself and baselines aside. */
    readonly forwardEvaluations: number;
    /** Copies with noise that were averaged over, and the noise's standard deviation. */
    readonly smoothSamples?: number;
    readonly smoothStdev?: number;
    /** Neighbouring tokens that were replaced at once, where more than one. */
    readonly occlude?: number;
    /** Of what was drawn. */
    readonly seed?: number;
    /** Windows that the text was read in, where more than one: the mean over them is explained. */
    readonly windows?: number;
  };
  readonly convergence: {
    /** Σ attributions − (value − baselineValue): attribution minus truth, Captum's sign; null where they need not sum to that. */
    readonly delta: number | null;
    /** `delta` / |value − baselineValue|; null where that difference is so small that a share of it says nothing. */
    readonly relativeDelta: number | null;
    /** The share of the change that the error may be; null where none was set. */
    readonly tolerance: number | null;
    /** The same in units of the output: the largest |delta| that is within it. */
    readonly bound: number | null;
    /** Whether it was kept. */
    readonly met: boolean | null;
  };
  /** In the order of the model's input, special ones included. */
  readonly tokens: readonly AttributedToken[];
  /** In reading order. */
  readonly words: readonly AttributedWord[];
  /** Of further layers, in the order of the computation, where they were asked for. */
  readonly layers?: readonly LayerAttributions[];
  readonly milliseconds: { readonly load: number; readonly explain: number };
}

/** The attributions for the output of one layer. */
export interface LayerAttributions {
  readonly layer: string;
  readonly convergence: Explanation['convergence'];
  /** Of the explanation's tokens and words, in their order. */
  readonly tokens: readonly number[];
  readonly words: readonly number[];
}

export interface Attributed {
  /** In units of the output. Where delta is not null, they sum to value − baselineValue + delta over all tokens. */
  readonly attribution: number;
  /** The attribution divided by the L2 norm of all tokens' attributions. */
  readonly score: number;
}

/** Something that a reader has to know. */
export interface Notice {
  readonly code:
    | 'truncated'
    | 'windows'
    | 'baseline-is-input'
    | 'output-hardly-changes'
    | 'tolerance-not-met'
    | 'delta-is-large'
    | 'delta-stays';
  /** One sentence. */
  readonly message: string;
}

export interface AttributedToken extends Attributed {
  readonly token: string;
  readonly id: number;
  /** UTF-16 offsets into the text, or into the pair where `segment` is 1; null for special tokens. */
  readonly start: number | null;
  readonly end: number | null;
  /** Added by the model, like [CLS]. */
  readonly special: boolean;
  /** For the layer `embedding_parts`: what its word, position and type contribute. */
  readonly parts?: Readonly<Record<string, number>>;
  /** Present on what belongs to the pair. */
  readonly segment?: 1;
}

export interface AttributedWord extends WrittenWord, Attributed {
  /** The sums of its pieces' parts, where they have some. */
  readonly parts?: Readonly<Record<string, number>>;
}
