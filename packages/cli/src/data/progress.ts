import type { Notices } from '../notices.ts';

/** Milliseconds between two looks of the bar. */
const interval = 100;
const width = 20;

/** Shows how far a data set is: a bar where its size is known, texts, texts per second, and the time that is left. */
export function dataProgress(told: Notices, share: () => number | undefined): (texts: number) => void {
  const start = performance.now();
  let shown = -Infinity;
  return (texts) => {
    const now = performance.now();
    if (now - shown < interval) return;
    shown = now;
    const seconds = (now - start) / 1000;
    const part = share();
    const rate = `${texts} texts, ${(texts / seconds).toFixed(1)} per second`;
    if (part === undefined) return told.progress(rate);
    const bar = '━'.repeat(Math.round(width * part)).padEnd(width, '╌');
    told.progress(`${bar} ${rate}, ${clock((seconds * (1 - part)) / part)} left`);
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
