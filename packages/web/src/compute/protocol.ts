import type {
  DifferentiableClassifier,
  ExplainerName,
  ExplainerTraits,
  ExplainOptions,
  Explanation,
  ListedPlace,
  PathTrace,
  Prediction,
  WithoutWords,
  WithoutWordsOptions,
} from '@gradlens/ig';
import type { Failure, Recorded } from '@gradlens/ig/view';
import type { ModelSource } from '../models/source.ts';
import type { DeviceChoice } from './deviceChoices.ts';
import type { NeutralToken } from './neutralTokens.ts';

/** How far something is, in bytes; the total is unknown where a server does not tell it. */
export interface ByteProgress {
  readonly doneBytes: number;
  readonly totalBytes: number | undefined;
}

export type Task = DifferentiableClassifier['task'];

/** A model that is ready. */
export interface OpenedModel {
  readonly name: string;
  readonly architecture: string;
  readonly labels: readonly string[];
  readonly regression: boolean;
  /** What it does with a text. */
  readonly task: Task;
  readonly layers: readonly string[];
  readonly maxTokens: number;
  /** Those that it takes. */
  readonly explainers: Readonly<Partial<Record<ExplainerName, ExplainerTraits>>>;
  /** Neutral tokens that the vocabulary has. */
  readonly neutral: readonly NeutralToken[];
  readonly device: Prediction['device'];
  /** Why another device was not taken. */
  readonly deviceNote: string | null;
}

/** Options that can be sent. */
export type Options<All> = Omit<All, 'pool' | 'signal' | 'onProgress'>;

export interface TextRequest {
  readonly text: string;
  readonly options: Options<ExplainOptions>;
}

/** What comes of a text. */
export interface Explained {
  /** The words whose labels can be explained, one at a time; none where the text has labels. */
  readonly places: readonly ListedPlace[];
  /** Which of them is explained. */
  readonly which: number;
  readonly explanation: Explanation;
}

/** There is nothing in a text that could be explained, though nothing is wrong with it. */
export interface NothingExplained {
  /** One sentence. */
  readonly nothing: string;
}

/** What the worker does: arguments, result, and what it tells meanwhile. */
export interface Operations {
  open(args: {
    readonly source: ModelSource;
    readonly device: DeviceChoice;
  }): Operation<OpenedModel, ByteProgress>;
  explain(args: TextRequest & { readonly which: number }): Operation<Explained | NothingExplained>;
  trace(args: TextRequest): Operation<PathTrace[]>;
  layers(args: TextRequest): Operation<Explanation>;
  without(args: {
    readonly text: string;
    readonly words: readonly number[];
    readonly options: Options<WithoutWordsOptions>;
  }): Operation<WithoutWords>;
  many(args: {
    readonly content: Blob;
    /** Null where it was pasted. */
    readonly fileName: string | null;
    readonly options: Options<ExplainOptions>;
  }): Operation<void, ManyProgress>;
}

/** A record of a data set, or why there is none. */
export type ManyRecord = Recorded<Explanation> | Failure;

/** How many texts a data set has; then the records of each, as they are finished. */
export type ManyProgress =
  | { readonly kind: 'read'; readonly texts: number }
  | { readonly kind: 'records'; readonly place: number; readonly records: readonly ManyRecord[] };

export interface Operation<Result, Progress = never> {
  readonly result: Result;
  readonly progress: Progress;
}

export type OperationName = keyof Operations;
export type ArgsOf<Name extends OperationName> = Parameters<Operations[Name]>[0];
export type ResultOf<Name extends OperationName> = ReturnType<Operations[Name]>['result'];
export type ProgressOf<Name extends OperationName> = ReturnType<Operations[Name]>['progress'];

/** To the worker. */
export type Order =
  | { readonly kind: 'call'; readonly id: number; readonly name: OperationName; readonly args: unknown }
  | { readonly kind: 'abort'; readonly id: number };

/** From the worker. */
export type Reply =
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string; readonly aborted: boolean }
  /** The model had to be opened anew on a device that nobody asked for. */
  | { readonly kind: 'reopened'; readonly model: OpenedModel; readonly device: DeviceChoice };
