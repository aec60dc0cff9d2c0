import type { ArgsOf, OpenedModel, OperationName, ProgressOf, ResultOf } from './protocol.ts';
export interface Circumstances<Progress> {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}
type Implementations = {
  readonly [Name in OperationName]: (
    args: ArgsOf<Name>,
    circumstances: Circumstances<ProgressOf<Name>>,
  ) => Promise<ResultOf<Name>>;
};
/** What the worker can be asked, and the model that it holds; `reopened` is called when a lost GPU made it load the model anew. */
export declare function operations(reopened: (model: OpenedModel) => void): Implementations;
export {};
