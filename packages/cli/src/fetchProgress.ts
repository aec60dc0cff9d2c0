import type { FetchProgress } from '@gradlens/bert/node';
import type { Notices } from './notices.ts';
import { bar } from './progressBar.ts';

/** Milliseconds between two looks of the bar. */
const interval = 100;

/** Shows how far a file of a model is that comes from the hub. */
export function fetchProgress(notices: Notices): (progress: FetchProgress) => void {
  let shown = -Infinity;
  return ({ fileName, doneBytes, totalBytes, waiting }) => {
    const now = performance.now();
    if (now - shown < interval) return;
    shown = now;
    if (waiting) return notices.progress(`${fileName}: another process is fetching it`);
    const done = `${fileName}, ${megabytes(doneBytes)}`;
    if (totalBytes === undefined) return notices.progress(`${done} MB`);
    notices.progress(`${bar(doneBytes / totalBytes)} ${done} of ${megabytes(totalBytes)} MB`);
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
