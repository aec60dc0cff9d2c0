/**
 * How long a computation on this thread may keep everything else waiting, in milliseconds: with the piece of work that comes after it less than the 50
 * beyond which a page counts as blocked (https://www.w3.org/TR/longtasks-1/).
 */
const LONGEST = 30;

/**
 * Lets signals, timers and input have their turn now and then: call it between the steps of a long computation.
 * Resolves at once while the last pause is recent.
 */
export function breathing(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < LONGEST) return undefined;
    return new Promise((resolve) => {
      setTimeout(() => {
        last = performance.now();
        resolve();
      });
    });
  };
}
