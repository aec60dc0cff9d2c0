import type { FetchProgress, LoadProgress } from '@gradlens/bert/node';
import type { Notices } from './notices.ts';
import { bar } from './progressBar.ts';

/** Milliseconds between two looks of the bar. */
const interval = 100;

/** Shows how far a file of a model is that comes from the hub. */
export function fetchProgress(notices: Notices): (progress: FetchProgress) => void {
  return nowAndThen(notices, ({ fileName, doneBytes, totalBytes, waiting }) =>
    waiting ? `${fileName}: another process is fetching it` : amount(fileName, doneBytes, totalBytes),
  );
}

/** Shows how far the weights of a model are that are loaded. */
export function loadProgress(notices: Notices): (progress: LoadProgress) => void {
  return nowAndThen(notices, ({ loadedBytes, totalBytes }) =>
    amount('loading the model', loadedBytes, totalBytes),
  );
}

function nowAndThen<Progress>(
  notices: Notices,
  show: (progress: Progress) => string,
): (progress: Progress) => void {
  let shown = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (now - shown < interval) return;
    shown = now;
    notices.progress(show(progress));
  };
}

function amount(what: string, doneBytes: number, totalBytes: number | undefined): string {
  const done = `${what}, ${megabytes(doneBytes)}`;
  if (totalBytes === undefined) return `${done} MB`;
  return `${bar(doneBytes / totalBytes)} ${done} of ${megabytes(totalBytes)} MB`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
