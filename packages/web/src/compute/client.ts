import type { DeviceChoice } from './deviceChoices.ts';
// oxlint-disable-next-line import/default -- Vite gives the URL of the built worker, not what the module exports.
import workerUrl from './worker.ts?worker&url';
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

/** What the worker does by itself. */
export interface Listener {
  /** It opened the model anew. */
  reopened(model: OpenedModel, device: DeviceChoice): void;
  /** It ended, and the model with it. */
  ended(): void;
}

const waiting = new Map<number, Waiting>();
let calls = 0;
let listener: Listener | undefined;
/** Begun when it is first needed. */
let worker: Worker | undefined;

/** Lets the worker do something. Rejects with an Error whose message can be shown, and with an AbortError when aborted. */
export function call<Name extends OperationName>(
  name: Name,
  args: ArgsOf<Name>,
  { signal, onProgress }: CallOptions<ProgressOf<Name>> = {},
): Promise<ResultOf<Name>> {
  const id = ++calls;
  const post = (order: Order): void => (worker ??= startWorker()).postMessage(order);
  const abort = (): void => post({ kind: 'abort', id });
  return new Promise<ResultOf<Name>>((resolve, reject) => {
    signal?.throwIfAborted();
    waiting.set(id, { resolve, reject, onProgress });
    signal?.addEventListener('abort', abort);
    post({ kind: 'call', id, name, args });
  }).finally(() => signal?.removeEventListener('abort', abort));
}

export function listenTo(other: Listener): void {
  listener = other;
}

/** A worker of a blob is bound by the page's Content Security Policy; one of a URL by nothing but what a host sends with it. */
function startWorker(): Worker {
  const script = `import ${JSON.stringify(new URL(workerUrl, location.href).href)};`;
  const started = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), {
    type: 'module',
  });
  started.addEventListener('message', ({ data }: MessageEvent<Reply>) => hear(data));
  const end = (reason: string): void => {
    started.terminate();
    worker = undefined;
    const failure = new Error(`the computation ended: ${reason}`);
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
    listener?.ended();
  };
  started.addEventListener('error', ({ message }) => end(message || 'its script failed'));
  started.addEventListener('messageerror', () => end('its answer could not be read'));
  return started;
}

function hear(reply: Reply): void {
  if (reply.kind === 'reopened') {
    listener?.reopened(reply.model, reply.device);
    return;
  }
  const call = waiting.get(reply.id);
  switch (reply.kind) {
    case 'progress':
      call?.onProgress?.(reply.progress as never);
      return;
    case 'done':
      call?.resolve(reply.result as never);
      break;
    case 'failed':
      call?.reject(reply.aborted ? new DOMException(reply.message, 'AbortError') : new Error(reply.message));
  }
  waiting.delete(reply.id);
}
