import { type ReadonlySignal } from '@preact/signals';
/** What is computed elsewhere and takes its time. */
export interface Asynchronous<Result> {
  /** The last that came; it stays while the next is computed. */
  readonly result: ReadonlySignal<Result | null>;
  /** Why there is none, as one sentence. */
  readonly failure: ReadonlySignal<string | null>;
  readonly busy: ReadonlySignal<boolean>;
  /** Ends it; nothing is computed any more. */
  readonly dispose: () => void;
}
/**
 * Computes a result anew whenever the request changes, the last one winning: what runs for an older one is aborted. Null asks for nothing. A request
 * waits for `delay` milliseconds without another.
 */
export declare function asynchronous<Request, Result>(
  requestOf: () => Request | null,
  run: (request: Request, signal: AbortSignal) => Promise<Result>,
  delay?: number,
): Asynchronous<Result>;
