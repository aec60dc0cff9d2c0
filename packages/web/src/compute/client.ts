import type { ArgsOf, OpenedModel, OperationName, Order, ProgressOf, Reply, ResultOf } from './protocol.ts';

export interface CallOptions<Progress> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const waiting = new Map<number, Waiting>();
let calls = 0;
let whenReopened: (model: OpenedModel) => void = () => undefined;

worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
  if (data.kind === 'reopened') return whenReopened(data.model);
  const call = waiting.get(data.id);
  switch (data.kind) {
    case 'progress':
      call?.onProgress?.(data.progress as never);
      return;
    case 'done':
      call?.resolve(data.result as never);
      break;
    case 'failed':
      call?.reject(data.aborted ? new DOMException(data.message, 'AbortError') : new Error(data.message));
  }
  waiting.delete(data.id);
});

worker.addEventListener('error', ({ message }) => {
  const failure = new Error(`the computation ended: ${message || 'its script could not be loaded'}`);
  for (const { reject } of waiting.values()) reject(failure);
  waiting.clear();
});

/** Lets the worker do something. Rejects with an Error whose message can be shown, and with an AbortError when aborted. */
export function call<Name extends OperationName>(
  name: Name,
  args: ArgsOf<Name>,
  { signal, onProgress }: CallOptions<ProgressOf<Name>> = {},
): Promise<ResultOf<Name>> {
  const id = ++calls;
  const post = (order: Order): void => worker.postMessage(order);
  return new Promise<ResultOf<Name>>((resolve, reject) => {
    signal?.throwIfAborted();
    waiting.set(id, { resolve, reject, onProgress });
    signal?.addEventListener('abort', () => post({ kind: 'abort', id }));
    post({ kind: 'call', id, name, args });
  });
}

/** Tells when the worker had to open the model anew. */
export function onReopened(listener: (model: OpenedModel) => void): void {
  whenReopened = listener;
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
