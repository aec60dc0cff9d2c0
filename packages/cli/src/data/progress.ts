import { counted } from '@gradlens/ig/view';
import type { Notices } from '../notices.ts';
import { bar } from '../progressBar.ts';

/** Milliseconds between two looks of the bar. */
const interval = 100;

/**
 * Shows how far a data set is: a bar where its size is known, texts, texts per second, and the time that is left. `share` tells which part of it so many texts
 * are, with what an earlier run did.
 */
export function dataProgress(
  told: Notices,
  share: (texts: number) => number | undefined,
): (texts: number) => void {
  const start = performance.now();
  let shown = -Infinity;
  let before: number | undefined;
  return (texts) => {
    before ??= share(0);
    const part = share(texts);
    const now = performance.now();
    if (now - shown < interval) return;
    shown = now;
    const seconds = (now - start) / 1000;
    const rate = `${counted(texts, 'text')}, ${(texts / seconds).toFixed(1)} per second`;
    if (part === undefined || before === undefined) return told.progress(rate);
    told.progress(`${bar(part)} ${rate}, ${clock((seconds * (1 - part)) / (part - before))} left`);
  };
}

/** m:ss, or h:mm:ss. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (number: number): string => String(number).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
