import { effect, signal } from '@preact/signals';
import type { Task } from '../compute/protocol.ts';
import { examples } from './examples.ts';
import { model } from './model.ts';
import { suited } from './settings.ts';
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
// What a link asks of the first model is refused where it cannot be; what was asked of another gives way.
effect(() => {
  const opened = model.value;
  for (const subject of before && opened ? [first, second.peek()] : []) {
    if (!subject) continue;
    if (opened!.task !== before!.task) turnTo(opened!.task, subject);
    subject.settings.value = suited(subject.settings.peek(), opened!);
  }
  before = opened;
});

/** What was asked of a model for another task is no question to this one: an example gives way to one that is. */
function turnTo(task: Task, subject: Subject): void {
  subject.settings.value = { ...subject.settings.peek(), target: 'predicted' };
  const isExample = Object.values(examples)
    .flat()
    .some(({ text, pair }) => text === subject.text.peek() && pair === subject.pair.peek());
  if (isExample) subject.take(examples[task][0]!);
}
