import { printable } from '@gradlens/ig/terminal';

/** What is told beside the data, on stderr. */
export interface Notices {
  /** A sentence worth knowing. */
  say(sentence: string): void;
  /** How far the work is; shown on a terminal alone, each in place of the last. */
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
      process.stderr.write(state);
      shown = true;
    },
  };
}
