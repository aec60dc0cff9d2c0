import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { isAbort, messageOf } from '../compute/errors.ts';

/** A result with what was asked for. */
export interface Answer<Request, Result> {
  readonly request: Request;
  readonly result: Result;
}

/** What is computed elsewhere and takes its time. */
export interface Asynchronous<Request, Result> {
  /** The last that came; it stays while the next is computed. */
  readonly answer: ReadonlySignal<Answer<Request, Result> | null>;
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
): Asynchronous<Request, Result> {
  const answer = signal<Answer<Request, Result> | null>(null);
  const failure = signal<string | null>(null);
  const busy = signal(false);
  const settle = (next: Answer<Request, Result> | null, why: string | null): void => {
    answer.value = next;
    failure.value = why;
    busy.value = false;
  };
  const dispose = effect(() => {
    let request: Request | null;
    try {
      request = requestOf();
    } catch (error) {
      return settle(null, messageOf(error));
    }
    if (request === null) return settle(null, null);
    const asked = request;
    const controller = new AbortController();
    const { signal: aborted } = controller;
    busy.value = true;
    const timer = setTimeout(() => {
      run(asked, aborted).then(
        (result) => aborted.aborted || settle({ request: asked, result }, null),
        (error: unknown) => aborted.aborted || settle(null, isAbort(error) ? null : messageOf(error)),
      );
    }, delay);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  });
  return { answer, failure, busy, dispose };
}
