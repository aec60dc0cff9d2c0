import { effect, signal } from '@preact/signals';
import type { OpenedModel, Task } from '../compute/protocol.ts';
import { examples, type Example } from './examples.ts';
import { model } from './model.ts';
import { initialSettings, suited, type Settings } from './settings.ts';
import { Subject } from './subject.ts';

export const pages = ['one', 'many', 'model'] as const;
export type Page = (typeof pages)[number];

export const page = signal<Page>('one');
export const first = new Subject();
/** What the first is compared with. */
export const second = signal<Subject | null>(null);

export function compare(): void {
  second.value = new Subject(first);
}

export function endComparison(): void {
  second.value?.dispose();
  second.value = null;
}

let before = model.peek();
effect(() => {
  const opened = model.value;
  for (const subject of opened ? [first, second.peek()] : []) {
    if (!subject) continue;
    // What a link asks of the first model is refused where it cannot be; what was asked of another gives way.
    if (before) subject.settings.value = suited(leftBy(before, subject.settings.peek(), opened!), opened!);
    if (isExampleOfOthers(subject, opened!.task)) subject.take(examples[opened!.task][0]!);
  }
  before = opened;
});

/** What settings mean to a model that takes another's place: words that were named to one that labels them are no answer to a question, or the other way. */
function leftBy({ task }: OpenedModel, settings: Settings, opened: OpenedModel): Settings {
  return task === opened.task || task === 'text-classification'
    ? settings
    : { ...settings, target: initialSettings.target, which: initialSettings.which };
}

/** Whether what stands there is an example for models of another task. */
function isExampleOfOthers({ text, pair }: Subject, task: Task): boolean {
  const isIt = (example: Example): boolean => example.text === text.peek() && example.pair === pair.peek();
  return Object.values(examples).flat().some(isIt) && !examples[task].some(isIt);
}
