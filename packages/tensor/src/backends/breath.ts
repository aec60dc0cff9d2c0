/**
 * How long a computation on this thread may keep everything else waiting, in milliseconds: with the piece of work that comes after it less than the 50
 * beyond which a page counts as blocked (https://www.w3.org/TR/longtasks-1/).
 */
const LONGEST = 30;

let last = performance.now();

/**
 * Lets signals, timers and input have their turn now and then: call it between the steps of a computation, of short ones too, since nothing else may
 * come between them. Resolves at once while the last pause of this thread is recent.
 */
export function breathe(): Promise<void> | undefined {
  if (performance.now() - last < LONGEST) return undefined;
  return new Promise((resolve) => {
    setTimeout(() => {
      last = performance.now();
      resolve();
    });
  });
}
