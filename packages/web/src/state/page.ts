import { effect, signal } from '@preact/signals';
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
    if (subject) subject.settings.value = suited(subject.settings.peek(), opened!);
  }
  before = opened;
});
