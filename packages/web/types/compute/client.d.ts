import type { ArgsOf, OpenedModel, OperationName, ProgressOf, ResultOf } from './protocol.ts';
export interface CallOptions<Progress> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}
/** Lets the worker do something. Rejects with an Error whose message can be shown, and with an AbortError when aborted. */
export declare function call<Name extends OperationName>(
  name: Name,
  args: ArgsOf<Name>,
  { signal, onProgress }?: CallOptions<ProgressOf<Name>>,
): Promise<ResultOf<Name>>;
/** Tells when the worker had to open the model anew. */
export declare function onReopened(listener: (model: OpenedModel) => void): void;
export declare function isAbort(error: unknown): boolean;
/** What an error says. */
export declare function messageOf(error: unknown): string;
