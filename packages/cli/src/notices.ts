import { printable } from '@gradlens/ig/terminal';

/** What is told beside the data, on stderr. */
export interface Notices {
  /** A sentence worth knowing. */
  say(sentence: string): void;
  /** How far the work is; shown on a terminal alone, in one line, each in place of the last. */
  progress(state: string): void;
  /** Takes the progress off the screen, for data or the end. */
  clear(): void;
}

export function notices(quiet: boolean): Notices {
  const shows = process.stderr.isTTY && !quiet;
  let shown = false;
  const clear = () => {
    if (shown) process.stderr.write('\r\u001b[K');
    shown = false;
  };
  return {
    clear,
    say(sentence) {
      clear();
      if (!quiet) process.stderr.write(`gradlens: ${printable(sentence)}\n`);
    },
    progress(state) {
      if (!shows) return;
      clear();
      // What is cut does not wrap, and a line that wraps is not taken off whole.
      process.stderr.write(state.slice(0, process.stderr.columns - 1));
      shown = true;
    },
  };
}
