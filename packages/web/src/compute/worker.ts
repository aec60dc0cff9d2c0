import { messageOf } from './errors.ts';
import { operations } from './operations.ts';
import type { Order, Reply } from './protocol.ts';

const reply = (message: Reply): void => postMessage(message);
const perform = operations((model, device) => reply({ kind: 'reopened', model, device }));
const running = new Map<number, AbortController>();

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  if (data.kind === 'abort') running.get(data.id)?.abort();
  else void answer(data);
});

async function answer({ id, name, args }: Order & { kind: 'call' }): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const { signal } = controller;
  try {
    const circumstances = {
      signal,
      progress: (progress: unknown) => reply({ kind: 'progress', id, progress }),
    };
    // The protocol's types hold on the other side of the wire.
    const result = await perform[name](args as never, circumstances);
    reply({ kind: 'done', id, result });
  } catch (error) {
    reply({ kind: 'failed', id, message: messageOf(error), aborted: signal.aborted });
  } finally {
    running.delete(id);
  }
}
