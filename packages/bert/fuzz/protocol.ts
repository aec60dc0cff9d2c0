import type { Ending } from './attempt.ts';

/** What a worker tells its parent: of each input, and in the end by how many bytes its memory has grown. */
export type FromWorker = { readonly index: number; readonly ending: Ending } | { readonly grown: number };
