import { Accuracy, isFailure } from '@gradlens/ig/view';
import { computed, effect, signal } from '@preact/signals';
import { call } from '../compute/client.ts';
import { isAbort, messageOf } from '../compute/errors.ts';
import type { ManyRecord } from '../compute/protocol.ts';
import { model, opening } from './model.ts';
import { first } from './page.ts';
import { optionsOf, type Settings } from './settings.ts';

/** A data set that is explained, or was. */
export interface Run {
  /** Null where it was pasted. */
  readonly fileName: string | null;
  /** What it is explained by. */
  readonly settings: Settings;
  readonly modelName: string;
  readonly controller: AbortController;
}

export const pasted = signal('');
export const run = signal<Run | null>(null);
export const running = signal(false);
/** How many texts there are; null until they are read. */
export const total = signal<number | null>(null);
/** A record with the place of its text in the data set, and which one of that text's it is. */
export interface PlacedRecord {
  readonly place: number;
  readonly which: number;
  readonly record: ManyRecord;
}

/** The records that have come, in the order of the data set. */
export const records = signal<readonly PlacedRecord[]>([]);
export const wholeRecords = computed(() => records.value.map(({ record }) => record));
/** How many texts are done. */
export const done = computed(() => new Set(records.value.map(({ place }) => place)).size);
/** Why it ended before its end. */
export const manyFailure = signal<string | null>(null);

/** Labels that came with the texts, compared with the predictions. */
export const accuracy = computed(() => {
  const counted = new Accuracy();
  for (const record of wholeRecords.value) {
    // The labels of a data set are those of texts.
    if (!isFailure(record) && !record.target.word)
      counted.add(record.prediction, record.label, record.model.labels);
  }
  return counted.count;
});

/** Milliseconds between two looks of the table. */
const interval = 200;

/** Explains all texts of a data set by the settings of the single text; what ran before is cancelled. */
export async function explainMany(content: Blob, fileName: string | null): Promise<void> {
  cancelMany();
  const opened = model.value;
  if (!opened) return;
  const own: Run = {
    fileName,
    settings: first.settings.peek(),
    modelName: opened.name,
    controller: new AbortController(),
  };
  run.value = own;
  running.value = true;
  total.value = null;
  records.value = [];
  manyFailure.value = null;
  search.value = '';
  onlyWrong.value = false;
  firstRow.value = 0;
  const come: (readonly ManyRecord[])[] = [];
  const isCurrent = (): boolean => run.peek() === own;
  const show = (): void => {
    if (isCurrent())
      records.value = come.flatMap((own, place) => own.map((record, which) => ({ place, which, record })));
  };
  let changed = false;
  const timer = setInterval(() => {
    if (changed) show();
    changed = false;
  }, interval);
  try {
    await call(
      'many',
      { content, fileName, options: optionsOf(own.settings, opened) },
      {
        signal: own.controller.signal,
        onProgress(progress) {
          if (progress.kind === 'read' && isCurrent()) total.value = progress.texts;
          if (progress.kind === 'records') come[progress.place] = progress.records;
          changed = true;
        },
      },
    );
  } catch (error) {
    if (!isAbort(error) && isCurrent()) manyFailure.value = messageOf(error);
  } finally {
    clearInterval(timer);
    show();
    if (isCurrent()) running.value = false;
  }
}

/** Ends what runs; the reason is told where nobody asked for it. */
export function cancelMany(reason: string | null = null): void {
  if (!running.value) return;
  run.value?.controller.abort();
  manyFailure.value = reason;
}

/** How the table of records is looked at. */
export const columnNames = ['number', 'label', 'predicted', 'certainty', 'delta'] as const;
export type ColumnName = (typeof columnNames)[number];
export const search = signal('');
export const onlyWrong = signal(false);
export const sorting = signal<{ readonly column: ColumnName; readonly reversed: boolean }>({
  column: 'number',
  reversed: false,
});
/** The first row that is shown. */
export const firstRow = signal(0);

// What is explained by one model is not gone on with by another.
effect(() => {
  if (opening.value) cancelMany('Stopped: another model was asked for.');
});
