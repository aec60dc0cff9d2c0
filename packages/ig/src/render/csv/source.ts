import type { Recorded } from '../recorded.ts';

/** Which record a row is of. */
export const sourceColumns = ['record', 'line', 'id', 'label'] as const;

export function sourceOf({ line, id, label }: Recorded<object>, index: number) {
  return { record: index + 1, line: line ?? null, id: id ?? null, label: label ?? null };
}
