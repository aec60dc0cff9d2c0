import type { Explanation } from '@gradlens/ig';
import type { BadLine, DataItem } from '@gradlens/ig/data';
import type { Failure, Recorded } from '@gradlens/ig/view';
import { signal } from '@preact/signals';
import { call, isAbort, messageOf } from '../compute/client.ts';
import { readDataSet } from '../data/read.ts';
import { model } from './model.ts';
import { first } from './page.ts';
import { optionsOf } from './settings.ts';

export type ManyRecord = Recorded<Explanation> | Failure;

/** The records of a data set, in its order, as they come. */
export const records = signal<readonly ManyRecord[]>([]);
export const total = signal(0);
export const running = signal<AbortController | null>(null);
export const manyFailure = signal<string | null>(null);

/** Milliseconds between two looks of the table. */
const interval = 200;

/** Explains all texts of a data set by the settings of the single text; what ran before is cancelled. */
export async function explainMany(content: Blob, fileName: string): Promise<void> {
  cancelMany();
  const controller = new AbortController();
  running.value = controller;
  records.value = [];
  total.value = 0;
  manyFailure.value = null;
  const come: ManyRecord[] = [];
  const show = (): void => {
    if (running.peek() === controller) records.value = [...come];
  };
  const timer = setInterval(() => come.length > records.peek().length && show(), interval);
  try {
    const opened = model.value;
    if (!opened) throw new Error('there is no model yet');
    const items: (DataItem | BadLine)[] = await readDataSet(content, fileName);
    if (items.length === 0) throw new Error(`${fileName}: there is no text in it`);
    if (running.peek() !== controller) return;
    total.value = items.length;
    const settings = first.settings.peek();
    const options = optionsOf(settings, opened.explainers[settings.explainer], opened.layers);
    await call(
      'many',
      { items, options },
      { signal: controller.signal, onProgress: (record) => come.push(record) },
    );
  } catch (error) {
    if (!isAbort(error) && running.peek() === controller) manyFailure.value = messageOf(error);
  } finally {
    clearInterval(timer);
    show();
    if (running.peek() === controller) running.value = null;
  }
}

export function cancelMany(): void {
  running.value?.abort();
}
