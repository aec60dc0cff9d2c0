import type { TextToken } from '../classifier.ts';

/** A part of a text that the model can read. */
export interface Window {
  /** Special tokens at both ends, like those of the whole. */
  readonly tokens: readonly TextToken[];
  /** Which token of the whole text each of them is. */
  readonly places: readonly number[];
}

/**
 * Windows of at most `size` tokens, each with the special tokens of the whole text at its ends, that together cover it. Each but the last goes on for
 * at least a quarter of its length into the next, so that every word is read with some of its surroundings.
 */
export function windowsOf(tokens: readonly TextToken[], size: number): Window[] {
  const first = tokens.findIndex(({ special }) => !special);
  const end = tokens.findLastIndex(({ special }) => !special) + 1;
  const room = Math.min(size - (tokens.length - (end - first)), end - first);
  const count = Math.ceil(Math.max(0, end - first - room) / Math.floor(Math.max(1, (3 * room) / 4))) + 1;
  const before = Array.from({ length: first }, (_, place) => place);
  const after = Array.from({ length: tokens.length - end }, (_, i) => end + i);
  return Array.from({ length: count }, (_, window) => {
    // Starts are spread evenly; the last window ends with the text.
    const start = first + (count === 1 ? 0 : Math.round((window * (end - first - room)) / (count - 1)));
    const places = [...before, ...Array.from({ length: room }, (_, i) => start + i), ...after];
    return { tokens: places.map((place) => tokens[place]!), places };
  });
}
