import { signal } from '@preact/signals';
import { call, listenTo } from '../compute/client.ts';
import { isAbort, messageOf } from '../compute/errors.ts';
import type { DeviceChoice } from '../compute/deviceChoices.ts';
import type { ByteProgress, OpenedModel } from '../compute/protocol.ts';
import type { ModelSource } from '../models/source.ts';

/** The model that explains; null until the first one is there. */
export const model = signal<OpenedModel | null>(null);
export const source = signal<ModelSource>({ kind: 'bundled' });
export const device = signal<DeviceChoice>('auto');

/** What is being opened. */
export const opening = signal<{ readonly name: string; readonly progress: ByteProgress } | null>(null);
/** What went wrong with a model last, and how to try it again where that may help. */
export const modelFailure = signal<{
  readonly message: string;
  readonly retry: (() => void) | null;
} | null>(null);

let latest = new AbortController();

/** Opens a model; the one before stays where that fails. */
export async function openModel(next: ModelSource, on: DeviceChoice): Promise<boolean> {
  latest.abort();
  const { signal: aborted } = (latest = new AbortController());
  const name = nameOf(next);
  opening.value = { name, progress: { doneBytes: 0, totalBytes: undefined } };
  modelFailure.value = null;
  try {
    const opened = await call(
      'open',
      { source: next, device: on },
      { signal: aborted, onProgress: (progress) => (opening.value = { name, progress }) },
    );
    if (aborted.aborted) return false;
    model.value = opened;
    source.value = next;
    device.value = on;
    return true;
  } catch (error) {
    if (aborted.aborted || isAbort(error)) return false;
    modelFailure.value = { message: messageOf(error), retry: () => void openModel(next, on) };
    return false;
  } finally {
    if (!aborted.aborted) opening.value = null;
  }
}

export function cancelOpening(): void {
  latest.abort();
  opening.value = null;
}

listenTo({
  reopened(anew, on) {
    model.value = anew;
    device.value = on;
  },
  ended() {
    // One that never had a model would end again.
    if (model.value) void openModel(source.value, device.value);
    model.value = null;
  },
});

function nameOf(of: ModelSource): string {
  switch (of.kind) {
    case 'bundled':
      return 'film-reviews';
    case 'files':
    case 'kept':
      return of.name;
    case 'hub':
      return of.id;
  }
}
