import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { isAbort, messageOf } from '../compute/client.ts';

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
export function asynchronous<Request, Result>(
  requestOf: () => Request | null,
  run: (request: Request, signal: AbortSignal) => Promise<Result>,
  delay = 0,
): Asynchronous<Result> {
  const result = signal<Result | null>(null);
  const failure = signal<string | null>(null);
  const busy = signal(false);
  const dispose = effect(() => {
    const request = requestOf();
    if (request === null) {
      result.value = failure.value = null;
      busy.value = false;
      return;
    }
    const controller = new AbortController();
    const finish = (set: () => void): void => {
      if (controller.signal.aborted) return;
      set();
      busy.value = false;
    };
    busy.value = true;
    const timer = setTimeout(() => {
      run(request, controller.signal).then(
        (value) =>
          finish(() => {
            result.value = value;
            failure.value = null;
          }),
        (error: unknown) =>
          finish(() => {
            result.value = null;
            failure.value = isAbort(error) ? null : messageOf(error);
          }),
      );
    }, delay);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  });
  return { result, failure, busy, dispose };
}
