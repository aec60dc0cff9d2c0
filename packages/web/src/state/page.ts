import { signal } from '@preact/signals';
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
